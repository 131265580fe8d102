/* SPDX-License-Identifier: MIT */
#include "cli.h"
int cmd_cat (int argc, char **argv) { return EXIT_USAGE; }
