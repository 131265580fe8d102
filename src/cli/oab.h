/* SPDX-License-Identifier: MIT
 *
 * What the subcommands of "oxcart oab" share.
 */
#ifndef OX_CLI_OAB_H
#define OX_CLI_OAB_H

#include "cli.h"

/* Opens a book, "-" for stdin; errors are reported and counted. */
OxAddressBook *oab_open (Cli *cli, const char *path, OxDiagnostics *diagnostics);
/* The list of a book that is named, or numbered from 0; NULL (and a message) where there is none. Without a
 * name the only one. */
OxAddressList *oab_choose_list (Cli *cli, const char *path, OxAddressBook *book, const char *name);
/* One line: number, kind, name, address. */
void oab_print_entry (OxAddressList *list, guint32 index, OxEntry *entry);
/* What writes a list in a format, NULL for a format that is not known. */
typedef gboolean (*OabWrite) (OxAddressList *list, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                              GError **error);
OabWrite oab_writer (const char *format);
/* The four files of version 2 or 3, into the folder that is the output. */
void oab_write_set (Cli *cli, OxAddressList *list, const char *label, guint version, OxDiagnostics *diagnostics);

/* What `write` writes, as a stream: in a file that has no name any more. */
typedef gboolean (*OabAside) (gpointer self, OxSink *sink, GError **error);
OxStream *oab_write_aside (OabAside write, gpointer self, GError **error);

int cmd_oab_info (int argc, char **argv);
int cmd_oab_ls (int argc, char **argv);
int cmd_oab_search (int argc, char **argv);
int cmd_oab_show (int argc, char **argv);
int cmd_oab_export (int argc, char **argv);
int cmd_oab_build (int argc, char **argv);
int cmd_oab_diff (int argc, char **argv);
int cmd_oab_patch (int argc, char **argv);
int cmd_oab_check (int argc, char **argv);

#endif
