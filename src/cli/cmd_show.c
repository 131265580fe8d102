/* SPDX-License-Identifier: MIT
 *
 * oxcart show: a message for a person to read.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static void
print_line (const char *label, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    printf ("%-12s", label);
    cli_print_safe (text, FALSE);
    putchar ('\n');
}

static char *
mailbox (OxProps *props, OxKey name_key, OxKey smtp_key, OxKey address_key)
{
    const char *name = ox_props_get_text (props, name_key);
    const char *address = ox_props_get_text (props, smtp_key);
    if (address == NULL || *address == '\0')
        address = ox_props_get_text (props, address_key);
    if (name == NULL || *name == '\0' || g_strcmp0 (name, address) == 0)
        return g_strdup (address);
    return address != NULL && *address != '\0' ? g_strdup_printf ("%s <%s>", name, address)
                                               : g_strdup (name);
}

static void
print_recipients (OxMessage *message, gint64 type, const char *label)
{
    for (guint i = 0; i < ox_message_get_n_recipients (message); i++) {
        OxProps *props = ox_recipient_get_props (ox_message_get_recipient (message, i));
        if ((ox_props_get_integer (props, OX_TAG_RECIPIENT_TYPE, 1) & 0x0F) != type)
            continue;
        g_autofree char *text = mailbox (props, OX_TAG_DISPLAY_NAME, OX_TAG_SMTP_ADDRESS,
                                         OX_TAG_EMAIL_ADDRESS);
        print_line (label, text);
        label = "";
    }
}

static void
print_time (OxProps *props, OxKey key, const char *label)
{
    guint64 time;
    if (!ox_props_get_time (props, key, &time))
        return;
    g_autofree char *text = ox_filetime_to_iso8601 (time);
    print_line (label, text);
}

static void
print_header (OxMessage *message)
{
    OxProps *props = ox_message_get_props (message);
    const char *klass = ox_message_get_class (message);
    g_autofree char *from = mailbox (props, OX_TAG_SENT_REPRESENTING_NAME,
                                     OX_TAG_SENT_REPRESENTING_SMTP_ADDRESS,
                                     OX_TAG_SENT_REPRESENTING_EMAIL_ADDRESS);
    if (from == NULL)
        from = mailbox (props, OX_TAG_SENDER_NAME, OX_TAG_SENDER_SMTP_ADDRESS,
                        OX_TAG_SENDER_EMAIL_ADDRESS);
    print_line ("From:", from);
    print_recipients (message, 1, "To:");
    print_recipients (message, 2, "Cc:");
    print_recipients (message, 3, "Bcc:");
    print_time (props, OX_TAG_CLIENT_SUBMIT_TIME, "Sent:");
    print_time (props, OX_TAG_MESSAGE_DELIVERY_TIME, "Received:");
    const char *subject = ox_props_get_text (props, OX_TAG_SUBJECT);
    /* The mark of a subject that was copied out of a store. */
    if (subject != NULL && *subject == 1 && subject[1] != '\0')
        subject = g_utf8_next_char (subject + 1);
    print_line ("Subject:", subject);
    if (g_ascii_strcasecmp (klass, "IPM.Note") != 0)
        print_line ("Class:", klass);
}

static void
print_attachments (OxMessage *message)
{
    const char *label = "Attached:";
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (message, i);
        g_autofree char *name = cli_attachment_name (attachment, i);
        gboolean is_message = ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE;
        g_autofree char *line = g_strdup_printf ("%u: %s%s", i, name,
                                                 is_message ? " (message)" : "");
        print_line (label, line);
        label = "";
    }
}

static void
show (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (OxMessage) message = cli_open (cli, path, diagnostics);
    if (message == NULL)
        return;
    print_header (message);
    print_attachments (message);
    g_autofree char *body = ox_message_get_text_body (message, cli->options);
    if (body != NULL) {
        putchar ('\n');
        cli_print_safe (body, TRUE);
        if (!g_str_has_suffix (body, "\n"))
            putchar ('\n');
    }
    cli_done (cli, path, diagnostics);
}

int
cmd_show (int argc, char **argv)
{
    static const GOptionEntry entries[] = {
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    Cli cli = { .command = "show" };
    int status = EXIT_USAGE;
    if (cli_parse (&cli, argc, argv, "show a message to a person", entries)) {
        for (guint i = 0; cli.inputs[i] != NULL; i++) {
            if (i > 0)
                printf ("\n----\n\n");
            show (&cli, cli.inputs[i]);
        }
        status = cli_status (&cli);
    }
    cli_clear (&cli);
    return status;
}
