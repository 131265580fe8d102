/* SPDX-License-Identifier: MIT */
#include <oxcart/addressbook.h>
#include <oxcart/options.h>

struct _OxOptions {
    GObject parent;
    OxLimits limits;
    OxPolicy policy;
    OxHeaders headers;
    guint codepage;
    OxVCardVersion vcard_version;
    OxAddressBook *address_book;
};

G_DEFINE_FINAL_TYPE (OxOptions, ox_options, G_TYPE_OBJECT)

static void
ox_options_init (OxOptions *options)
{
    ox_limits_init (&options->limits);
    options->codepage = 1252;
}

static void
options_finalize (GObject *object)
{
    g_clear_object (&OX_OPTIONS (object)->address_book);
    G_OBJECT_CLASS (ox_options_parent_class)->finalize (object);
}

static void
ox_options_class_init (OxOptionsClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = options_finalize;
}

OxOptions *
ox_options_new (void)
{
    return g_object_new (OX_TYPE_OPTIONS, NULL);
}

const OxLimits *
ox_options_get_limits (OxOptions *options)
{
    static OxLimits defaults;
    static gsize once;
    if (options != NULL)
        return &options->limits;
    if (g_once_init_enter (&once)) {
        ox_limits_init (&defaults);
        g_once_init_leave (&once, 1);
    }
    return &defaults;
}

void
ox_options_set_limits (OxOptions *options, const OxLimits *limits)
{
    options->limits = *limits;
}

OxPolicy
ox_options_get_policy (OxOptions *options)
{
    return options != NULL ? options->policy : OX_POLICY_DEFAULT;
}

void
ox_options_set_policy (OxOptions *options, OxPolicy policy)
{
    options->policy = policy;
}

OxHeaders
ox_options_get_headers (OxOptions *options)
{
    return options != NULL ? options->headers : OX_HEADERS_MERGE;
}

void
ox_options_set_headers (OxOptions *options, OxHeaders headers)
{
    options->headers = headers;
}

guint
ox_options_get_codepage (OxOptions *options)
{
    return options != NULL ? options->codepage : 1252;
}

void
ox_options_set_codepage (OxOptions *options, guint codepage)
{
    options->codepage = codepage;
}

OxVCardVersion
ox_options_get_vcard_version (OxOptions *options)
{
    return options != NULL ? options->vcard_version : OX_VCARD_4;
}

void
ox_options_set_vcard_version (OxOptions *options, OxVCardVersion version)
{
    options->vcard_version = version;
}

OxAddressBook *
ox_options_get_address_book (OxOptions *options)
{
    return options != NULL ? options->address_book : NULL;
}

void
ox_options_set_address_book (OxOptions *options, OxAddressBook *book)
{
    g_set_object (&options->address_book, book);
}
