/* SPDX-License-Identifier: MIT */
#include "cli.h"
int cmd_props (int argc, char **argv) { return EXIT_USAGE; }
