/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run) (int argc, char **argv);
    const char *summary;
} commands[] = {
    { "convert", cmd_convert, "write messages as .eml, .ics, .vcf, .json, pages or text" },
    { "show", cmd_show, "show a message to a person" },
    { "props", cmd_props, "list every property of a message" },
    { "ls", cmd_ls, "list folders, items or attachments" },
    { "find", cmd_find, "find the items that meet a query" },
    { "cat", cmd_cat, "write one attachment to stdout" },
    { "extract", cmd_extract, "save attachments and embedded messages" },
    { "export", cmd_export, "write the messages of a mailbox as files" },
    { "oab", cmd_oab, "read, search, build and patch address books" },
    { "check", cmd_check, "list what is wrong with a mailbox" },
};

static void
print_usage (FILE *out)
{
    fprintf (out, "Usage: oxcart SUBCOMMAND [options] INPUT...\n\n");
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        fprintf (out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fprintf (out, "\n\"oxcart SUBCOMMAND --help\" lists options; \"man oxcart\" explains.\n");
}

/* A message after the other asks for the same few hundred kilobytes: keep them, instead of
 * giving them back to the kernel and having them cleared anew each time. */
static void
tune_allocator (void)
{
#ifdef __GLIBC__
    mallopt (M_MMAP_THRESHOLD, 8 << 20);
    mallopt (M_TRIM_THRESHOLD, 16 << 20);
#endif
}

int
main (int argc, char **argv)
{
    tune_allocator ();
    setlocale (LC_CTYPE, "");
    cli_handle_signals ();
    if (argc < 2) {
        print_usage (stderr);
        return EXIT_USAGE;
    }
    if (strcmp (argv[1], "--version") == 0 || strcmp (argv[1], "-V") == 0) {
        printf ("oxcart %s\n", ox_version ());
        return EXIT_OK;
    }
    if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0
        || strcmp (argv[1], "help") == 0) {
        print_usage (stdout);
        return EXIT_OK;
    }
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        if (strcmp (argv[1], commands[i].name) == 0)
            return commands[i].run (argc - 1, argv + 1);
    cli_message ("there is no subcommand \"%s\"", argv[1]);
    print_usage (stderr);
    return EXIT_USAGE;
}
