# The C++ blocks of the page GUIDE, one after the other, compile.
file(READ ${GUIDE} rest)
set(code "#include <cstdio>\n#include <ctime>\n#include <functional>\n#include <optional>\n#include <string>\n")
set(fence "```")
string(FIND "${rest}" "${fence}cpp\n" start)
while(NOT start EQUAL -1)
  math(EXPR start "${start} + 7")
  string(SUBSTRING "${rest}" ${start} -1 rest)
  string(FIND "${rest}" "\n${fence}" end)
  string(SUBSTRING "${rest}" 0 ${end} block)
  string(APPEND code "${block}\n")
  math(EXPR end "${end} + 4")
  string(SUBSTRING "${rest}" ${end} -1 rest)
  string(FIND "${rest}" "${fence}cpp\n" start)
endwhile()
file(WRITE ${OUTPUT} "${code}")

execute_process(
  COMMAND ${COMPILER} -std=c++20 -Wall -Wextra -Wno-unused -fsyntax-only -I${INCLUDE} ${OUTPUT}
  RESULT_VARIABLE result ERROR_VARIABLE errors)
if(NOT result EQUAL 0 OR NOT errors STREQUAL "")
  message(FATAL_ERROR "${errors}")
endif()
