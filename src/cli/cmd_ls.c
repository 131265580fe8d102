/* SPDX-License-Identifier: MIT */
#include "cli.h"
int cmd_ls (int argc, char **argv) { return EXIT_USAGE; }
