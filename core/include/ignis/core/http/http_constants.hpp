#pragma once

#include <string_view>

namespace ignis {

/// Names and numbers of HTTP, grouped as in the original.
struct HTTP {
  struct Headers {
    static constexpr std::string_view AUTHORIZATION = "authorization";
    static constexpr std::string_view CACHE_CONTROL = "cache-control";
    static constexpr std::string_view CONTENT_DISPOSITION = "content-disposition";
    static constexpr std::string_view CONTENT_ENCODING = "content-encoding";
    static constexpr std::string_view CONTENT_LENGTH = "content-length";
    static constexpr std::string_view CONTENT_TYPE = "content-type";
    static constexpr std::string_view CONTENT_RANGE = "content-range";
    static constexpr std::string_view ETAG = "etag";
    static constexpr std::string_view LAST_MODIFIED = "last-modified";
    static constexpr std::string_view REQUEST_TRACING_ID = "x-request-id";
    static constexpr std::string_view REQUEST_DEVICE_INFO = "x-device-info";
    static constexpr std::string_view REQUEST_CHANNEL = "x-request-channel";
    static constexpr std::string_view REQUEST_COUNT_DATA = "x-request-count";
    static constexpr std::string_view RESPONSE_COUNT_DATA = "x-response-count";
    static constexpr std::string_view RESPONSE_FORMAT = "x-response-format";
  };

  struct HeaderValues {
    static constexpr std::string_view APPLICATION_FORM_URLENCODED =
        "application/x-www-form-urlencoded";
    static constexpr std::string_view APPLICATION_JSON = "application/json";
    static constexpr std::string_view APPPLICATION_OCTET_STREAM = "application/octet-stream";
    static constexpr std::string_view MULTIPART_FORM_DATA = "multipart/form-data";
    static constexpr std::string_view TEXT_PLAIN = "text/plain";
  };

  struct Methods {
    static constexpr std::string_view GET = "get";
    static constexpr std::string_view POST = "post";
    static constexpr std::string_view PUT = "put";
    static constexpr std::string_view PATCH = "patch";
    static constexpr std::string_view DELETE = "delete";
    static constexpr std::string_view HEAD = "head";
    static constexpr std::string_view OPTIONS = "options";
  };

  struct ResultCodes {
    static constexpr int RS_FAIL = 0;
    static constexpr int RS_SUCCESS = 1;
    static constexpr int RS_UNKNOWN_ERROR = -199;

    struct RS_2 {
      static constexpr int Ok = 200;
      static constexpr int Created = 201;
      static constexpr int Accepted = 202;
      static constexpr int NonAuthoritativeInformation = 203;
      static constexpr int NoContent = 204;
      static constexpr int ResetContent = 205;
      static constexpr int PartialContent = 206;
      static constexpr int MultiStatus = 207;
    };

    struct RS_3 {
      static constexpr int MovedPermanently = 301;
      static constexpr int Found = 302;
      static constexpr int NotModified = 304;
      static constexpr int TemporaryRedirect = 307;
      static constexpr int PermanentRedirect = 308;
    };

    struct RS_4 {
      static constexpr int BadRequest = 400;
      static constexpr int Unauthorized = 401;
      static constexpr int PaymentRequired = 402;
      static constexpr int Forbidden = 403;
      static constexpr int NotFound = 404;
      static constexpr int MethodNotAllowed = 405;
      static constexpr int NotAcceptable = 406;
      static constexpr int RequestTimeout = 408;
      static constexpr int Conflict = 409;
      static constexpr int Gone = 410;
      static constexpr int LengthRequired = 411;
      static constexpr int PreconditionFailed = 412;
      static constexpr int ContentTooLarge = 413;
      static constexpr int URITooLong = 414;
      static constexpr int UnsupportedMediaType = 415;
      static constexpr int RangeNotSatisfiable = 416;
      static constexpr int ExpectationFailed = 417;
      static constexpr int UnprocessableEntity = 422;
      static constexpr int Locked = 423;
      static constexpr int FailedDependency = 424;
      static constexpr int TooEarly = 425;
      static constexpr int UpgradeRequired = 426;
      static constexpr int PreconditionRequired = 428;
      static constexpr int TooManyRequests = 429;
      static constexpr int RequestHeaderFieldsTooLarge = 431;
      static constexpr int UnavailableForLegalReasons = 451;
    };

    struct RS_5 {
      static constexpr int InternalServerError = 500;
      static constexpr int NotImplemented = 501;
      static constexpr int BadGateway = 502;
      static constexpr int ServiceUnavailable = 503;
      static constexpr int GatewayTimeout = 504;
      static constexpr int HTTPVersionNotSupported = 505;
      static constexpr int InsufficientStorage = 507;
      static constexpr int LoopDetected = 508;
      static constexpr int NetworkAuthenticationRequired = 511;
    };
  };
};

struct MimeTypes {
  static constexpr std::string_view UNKNOWN = "unknown";
  static constexpr std::string_view IMAGE = "image";
  static constexpr std::string_view VIDEO = "video";
  static constexpr std::string_view TEXT = "text";
};

}  // namespace ignis
