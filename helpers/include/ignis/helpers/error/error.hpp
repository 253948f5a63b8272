#pragma once

// One error type serves every module: `ApplicationError` and `getError` come from the lowest one.
#include "ignis/di/application_error.hpp"
