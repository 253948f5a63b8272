#include "ignis/core/http/route_matcher.hpp"

#include "ignis/di/application_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <vector>

namespace ignis {

namespace {

using Index = std::uint32_t;

constexpr Index NONE = ~Index{0};
/// Of a literal path: a route with parameters, registered before, takes it.
constexpr Index SEARCH = NONE - 1;
/// No route has `OTHER`, which is looked up all the same, for the methods that are allowed.
constexpr std::size_t METHODS = static_cast<std::size_t>(HttpMethod::OTHER) + 1;

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

template <class Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

/// The first route of each method.
struct Leaf {
  std::array<Index, METHODS> routes;
  std::uint8_t methods = 0;

  Leaf() { routes.fill(NONE); }

  void add(HttpMethod method, Index route) {
    const auto at = static_cast<std::size_t>(method);
    routes[at] = std::min(routes[at], route);
    methods = static_cast<std::uint8_t>(methods | 1U << at);
  }
};

struct Node {
  TextMap<std::unique_ptr<Node>> literals;
  std::unique_ptr<Node> parameter;
  Leaf end;
  Leaf wildcard;
  Index first = NONE;  ///< the smallest route below
};

struct Search {
  std::size_t method;
  RouteMatch& result;
  Index best = NONE;
  std::size_t captured = 0;
  std::array<std::string_view, PathPattern::MAX_PARAMETERS> captures{};
};

void take(Search& search, const Leaf& leaf) {
  search.result.allowedMethods =
      static_cast<std::uint8_t>(search.result.allowedMethods | leaf.methods);
  const Index route = leaf.routes[search.method];
  if (route < search.best) {
    search.best = route;
    std::copy_n(search.captures.begin(), search.captured, search.result.values.begin());
  }
}

/// `rest` is empty or starts with `/`. Goes no deeper than the longest pattern.
void visit(Search& search, const Node& node, std::string_view rest) {
  if (node.wildcard.methods != 0) {
    search.captures[search.captured++] = rest.substr(rest.empty() ? 0 : 1);
    take(search, node.wildcard);
    --search.captured;
  }
  if (rest.empty()) {
    return take(search, node.end);
  }
  const std::size_t end = std::min(rest.find('/', 1), rest.size());
  const std::string_view segment = rest.substr(1, end - 1);
  rest.remove_prefix(end);
  if (const auto child = node.literals.find(segment);
      child != node.literals.end() && child->second->first < search.best) {
    visit(search, *child->second, rest);
  }
  if (node.parameter && !segment.empty() && node.parameter->first < search.best) {
    search.captures[search.captured++] = segment;
    visit(search, *node.parameter, rest);
    --search.captured;
  }
}

void checkParameters(const Route& route) {
  const JsonType* const type = route.definition->handler.schema().params;
  if (type == nullptr) {
    return;
  }
  const std::vector<std::string>& names = route.pattern.parameterNames();
  for (const JsonMember& member : type->members) {
    if (member.isRequired && std::find(names.begin(), names.end(), member.name) == names.end()) {
      throw getError(
          {.message = fmt::format("[RouteMatcher] The handler asks for a parameter that the "
                                  "path does not have | path: {} | parameter: {}",
                                  route.path(), member.name),
           .statusCode = 500});
    }
  }
}

}  // namespace

struct RouteMatcher::Impl {
  std::vector<Route> routes;
  Node root;
  TextMap<Leaf> literals;

  void add(Index index, bool isStrict);
  void addLiteral(const std::string& path);
  Index search(std::size_t method, std::string_view path, RouteMatch& result) const;
};

void RouteMatcher::Impl::add(Index index, bool isStrict) {
  const Route& route = routes[index];
  std::span<const PathPattern::Segment> segments = route.pattern.segments();
  if (!isStrict && segments.size() > 1 && segments.back().text.empty()) {
    segments = segments.first(segments.size() - 1);
  }
  Node* node = &root;
  Leaf* leaf = nullptr;
  for (const PathPattern::Segment& segment : segments) {
    node->first = std::min(node->first, index);
    if (segment.kind == PathPattern::SegmentKind::WILDCARD) {
      leaf = &node->wildcard;
      break;
    }
    auto& child = segment.kind == PathPattern::SegmentKind::PARAMETER
                      ? node->parameter
                      : node->literals.try_emplace(segment.text).first->second;
    if (!child) {
      child = std::make_unique<Node>();
    }
    node = child.get();
  }
  node->first = std::min(node->first, index);
  (leaf == nullptr ? node->end : *leaf).add(route.method(), index);
}

void RouteMatcher::Impl::addLiteral(const std::string& path) {
  Leaf leaf;
  for (std::size_t method = 0; method < METHODS; ++method) {
    RouteMatch match;
    const Index found = search(method, path, match);
    leaf.routes[method] = found == NONE || routes[found].pattern.isLiteral() ? found : SEARCH;
    leaf.methods = static_cast<std::uint8_t>(leaf.methods | match.allowedMethods);
  }
  literals.insert_or_assign(path, leaf);
}

Index RouteMatcher::Impl::search(std::size_t method, std::string_view path,
                                 RouteMatch& result) const {
  Search search{.method = method, .result = result};
  visit(search, root, path);
  return search.best;
}

RouteMatcher::RouteMatcher(std::span<const Route> routes, bool isStrict)
    : impl_(std::make_unique<Impl>()) {
  impl_->routes.assign(routes.begin(), routes.end());
  for (Index index = 0; index < impl_->routes.size(); ++index) {
    if (impl_->routes[index].method() == HttpMethod::OTHER) {
      throw getError({.message = fmt::format("[RouteMatcher] A route needs a method | path: {}",
                                             impl_->routes[index].path()),
                      .statusCode = 500});
    }
    checkParameters(impl_->routes[index]);
    impl_->add(index, isStrict);
  }
  for (const Route& route : impl_->routes) {
    if (route.pattern.isLiteral()) {
      std::string path = route.path();
      if (!isStrict && path.size() > 1 && path.back() == '/') {
        path.pop_back();
      }
      impl_->addLiteral(path);
    }
  }
}

RouteMatcher::~RouteMatcher() = default;

void RouteMatcher::match(HttpMethod method, std::string_view path, RouteMatch& result) const {
  result.route = nullptr;
  result.allowedMethods = 0;
  if (!path.starts_with('/')) {  // the `*` of OPTIONS
    return;
  }
  const auto literal = impl_->literals.find(path);
  const auto find = [&](HttpMethod wanted) {
    const auto at = static_cast<std::size_t>(wanted);
    if (literal != impl_->literals.end() && literal->second.routes[at] != SEARCH) {
      result.allowedMethods = literal->second.methods;
      return literal->second.routes[at];
    }
    return impl_->search(at, path, result);
  };
  Index found = find(method);
  if (found == NONE && method == HttpMethod::HEAD) {
    found = find(HttpMethod::GET);
  }
  if (found != NONE) {
    result.route = &impl_->routes[found];
  }
}

}  // namespace ignis
