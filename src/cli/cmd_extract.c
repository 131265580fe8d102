/* SPDX-License-Identifier: MIT */
#include "cli.h"
int cmd_extract (int argc, char **argv) { return EXIT_USAGE; }
