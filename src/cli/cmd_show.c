/* SPDX-License-Identifier: MIT */
#include "cli.h"
int cmd_show (int argc, char **argv) { return EXIT_USAGE; }
