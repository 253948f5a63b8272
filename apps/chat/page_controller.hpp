#pragma once

#include <string>

#include <boost/describe.hpp>

#include <ignis/core/controllers/base_controller.hpp>

namespace chat {

struct FileParams {
  std::string file;
};
BOOST_DESCRIBE_STRUCT(FileParams, (), (file))

/// The page and its assets, out of the binary.
class PageController : public ignis::BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/"});

  PageController();

 protected:
  ignis::Task<void> binding() override;

 private:
  ignis::Response page(ignis::Context& context);
  ignis::Response asset(ignis::Context& context, ignis::Params<FileParams> params);
  ignis::Response source(ignis::Context& context);
};

}  // namespace chat
