/* SPDX-License-Identifier: MIT */
#ifndef OXCART_OAB_H
#define OXCART_OAB_H

#include <oxcart/addressbook.h>
#include <oxcart/stream.h>

G_BEGIN_DECLS

/**
 * OxOabFileKind:
 * @OX_OAB_FULL: the details file of a list
 * @OX_OAB_TEMPLATE: a file of display templates
 * @OX_OAB_DIFF: a patch that makes this generation out of the one before
 *
 * What a file of a manifest is.
 */
typedef enum { OX_OAB_FULL, OX_OAB_TEMPLATE, OX_OAB_DIFF } OxOabFileKind;

/**
 * OxOabFile:
 * @kind: what it is
 * @name: the file name
 * @sha1: (nullable): the SHA-1 of the file as it is published: 40 hexadecimal digits
 * @type: (nullable): of a template: "windows" or "mac"
 * @sequence: the generation, from 1
 * @version: the version of the data: 32 for details and patches, 7 for templates
 * @langid: of a template: the language
 * @size: bytes of the file
 * @uncompressed_size: bytes of what is in it; of a patch, of its result
 *
 * One file of a manifest, [MS-OXWOAB] 3.1.5.
 */
typedef struct {
    OxOabFileKind kind;
    char *name;
    char *sha1;
    char *type;
    guint32 sequence;
    guint32 version;
    guint32 langid;
    guint64 size;
    guint64 uncompressed_size;
} OxOabFile;

/**
 * OxOabList:
 * @id: the GUID of the list, the same in all generations
 * @dn: the distinguished name of the list
 * @name: its name as a path
 * @files: (element-type OxOabFile): its files
 *
 * One list of a manifest.
 */
typedef struct {
    char *id;
    char *dn;
    char *name;
    GPtrArray *files;
} OxOabList;

/**
 * OxOabManifest:
 *
 * What "oab.xml" says: which files make up the lists of an address book. Refcounted.
 */
typedef struct _OxOabManifest OxOabManifest;

#define OX_TYPE_OAB_MANIFEST (ox_oab_manifest_get_type ())
OX_API GType ox_oab_manifest_get_type (void);

/**
 * ox_oab_manifest_new:
 *
 * Returns: (transfer full): a manifest without lists
 */
OX_API OxOabManifest *ox_oab_manifest_new (void);

/**
 * ox_oab_manifest_parse:
 * @bytes: the bytes of "oab.xml"
 * @diagnostics: (nullable): where to record what was odd
 * @error: return location for an error
 *
 * Reads a manifest, [MS-OXWOAB]. Document types and entities of the document's own are refused.
 *
 * Returns: (transfer full) (nullable): what it says
 */
OX_API OxOabManifest *ox_oab_manifest_parse (GBytes *bytes, OxDiagnostics *diagnostics,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_manifest_ref:
 * @manifest: a manifest
 *
 * Returns: (transfer full): @manifest
 */
OX_API OxOabManifest *ox_oab_manifest_ref (OxOabManifest *manifest);

/**
 * ox_oab_manifest_unref:
 * @manifest: a manifest
 */
OX_API void ox_oab_manifest_unref (OxOabManifest *manifest);

/**
 * ox_oab_manifest_get_n_lists:
 * @manifest: a manifest
 *
 * Returns: how many lists it has
 */
OX_API guint ox_oab_manifest_get_n_lists (OxOabManifest *manifest);

/**
 * ox_oab_manifest_get_list: (skip)
 * @manifest: a manifest
 * @index: below ox_oab_manifest_get_n_lists()
 *
 * Returns: (transfer none): a list
 */
OX_API const OxOabList *ox_oab_manifest_get_list (OxOabManifest *manifest, guint index);

/**
 * ox_oab_manifest_add_list:
 * @manifest: a manifest
 * @id: the GUID of the list
 * @dn: its distinguished name
 * @name: its name
 *
 * Adds a list, for the files that are added next.
 */
OX_API void ox_oab_manifest_add_list (OxOabManifest *manifest, const char *id, const char *dn, const char *name);

/**
 * ox_oab_manifest_add_file: (skip)
 * @manifest: a manifest with at least one list
 * @file: a file of the last list; copied
 */
OX_API void ox_oab_manifest_add_file (OxOabManifest *manifest, const OxOabFile *file);

/**
 * ox_oab_manifest_write:
 * @manifest: a manifest
 * @sink: where the bytes go
 */
OX_API void ox_oab_manifest_write (OxOabManifest *manifest, OxSink *sink);

/**
 * ox_oab_list_plan: (skip)
 * @list: a list of a manifest
 * @sequence: the generation that is there already; 0 for none
 *
 * What has to be fetched, and applied in this order, to have the present generation: patches where each
 * of them is there, else the details file, [MS-OXWOAB] 3.1.5.
 *
 * Returns: (transfer container) (element-type OxOabFile): files of @list; none where the generation is the
 *   present one
 */
OX_API GPtrArray *ox_oab_list_plan (const OxOabList *list, guint32 sequence);

/**
 * ox_oab_check_file: (skip)
 * @file: a file of a manifest
 * @stream: what is there under its name
 * @diagnostics: where to record what differs
 * @error: return location for an error
 *
 * Compares a file with what its manifest says: size, SHA-1, size of what is in it.
 *
 * Returns: whether it could be read
 */
OX_API gboolean ox_oab_check_file (const OxOabFile *file, OxStream *stream, OxDiagnostics *diagnostics,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_check_serial:
 * @list: a list
 * @options: (nullable): how it was read
 * @diagnostics: where to record that they differ
 *
 * Compares the serial number of a list of version 2 or 3 with the hash of its X.500 names that it is, [MS-OXOAB] 2.3.3.
 *
 * Returns: whether it is such a list, with its names
 */
OX_API gboolean ox_oab_check_serial (OxAddressList *list, OxOptions *options, OxDiagnostics *diagnostics);

/**
 * ox_oab_check_index:
 * @stream: a file of an address book
 * @diagnostics: where to record branches that lead nowhere or in a circle
 *
 * Walks the tree of an RDN or ANR index of version 2 or 3, [MS-OXOAB] 2.4.2 and 2.5.2.
 *
 * Returns: whether it is one
 */
OX_API gboolean ox_oab_check_index (OxStream *stream, OxDiagnostics *diagnostics);

/**
 * ox_oab_sha1:
 * @stream: a file
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): its SHA-1 in 40 hexadecimal digits
 */
OX_API char *ox_oab_sha1 (OxStream *stream, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_address_list_write_oab:
 * @list: a list
 * @sink: where the bytes go
 * @options: (nullable): how to write
 * @diagnostics: (nullable): where to record what was shortened or left out
 * @error: return location for an error
 *
 * Writes an uncompressed version 4 Full Details file, [MS-OXOAB] 2.9: with the columns that the list came
 * with, or those a server writes and what else the entries hold.
 *
 * Returns: whether it was written
 */
OX_API gboolean ox_address_list_write_oab (OxAddressList *list, OxSink *sink, OxOptions *options,
                                           OxDiagnostics *diagnostics,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * OxOabPart:
 * @OX_OAB_PART_BROWSE: one record an entry
 * @OX_OAB_PART_RDN: X.500 names and addresses
 * @OX_OAB_PART_ANR: names
 * @OX_OAB_PART_DETAILS: all else
 * @OX_OAB_N_PARTS: how many there are
 *
 * The files of an address book of version 2 or 3.
 */
typedef enum {
    OX_OAB_PART_BROWSE,
    OX_OAB_PART_RDN,
    OX_OAB_PART_ANR,
    OX_OAB_PART_DETAILS,
    OX_OAB_N_PARTS
} OxOabPart;

/**
 * ox_address_list_write_oab_set:
 * @list: a list
 * @version: 2 or 3
 * @browse: where the Browse file goes
 * @rdn: where the RDN index goes
 * @anr: where the ANR index goes
 * @details: where the Details file goes; nothing may have been written to it
 * @options: (nullable): how to write: the code page of text that is no Unicode
 * @diagnostics: (nullable): where to record what was shortened or left out
 * @error: return location for an error
 *
 * Writes the uncompressed files of an address book of version 2 or 3, [MS-OXOAB] 2.3 to 2.6. What has no place
 * in a version is left out, which is recorded once a property: version 4 holds more. A list of version 2 or 3 keeps its order, any other is sorted by
 * display names.
 *
 * Returns: whether they were written
 */
OX_API gboolean ox_address_list_write_oab_set (OxAddressList *list, guint version, OxSink *browse, OxSink *rdn,
                                               OxSink *anr, OxSink *details, OxOptions *options,
                                               OxDiagnostics *diagnostics,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_get_version:
 * @list: a list
 *
 * Returns: 2, 3 or 4: of which version the files are that it is read from; 0 where it is read from others
 */
OX_API guint ox_oab_get_version (OxAddressList *list);

/**
 * ox_oab_make_changes:
 * @old_list: a list of version 2 or 3, as it was opened
 * @new_list: the next generation of it; read from anything
 * @sink: where the bytes go
 * @options: (nullable): how to write: the code page of text that is no Unicode
 * @diagnostics: (nullable): where to record what the version has no place for
 * @error: return location for an error
 *
 * Writes an uncompressed Changes file, [MS-OXOAB] 2.7: what entries are added, deleted and modified. An entry of
 * another name or X.500 name is another entry. Changes refer to names of parents and domains in the RDN index of
 * @old_list; with names that are not in it only a whole set can be published.
 *
 * Returns: whether it was written; %OX_ERROR_UNSUPPORTED where changes cannot say what changed, %OX_ERROR_ARGUMENT
 *   where @old_list is of no such version
 */
OX_API gboolean ox_oab_make_changes (OxAddressList *old_list, OxAddressList *new_list, OxSink *sink,
                                     OxOptions *options, OxDiagnostics *diagnostics,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_apply_changes:
 * @list: a list of version 2 or 3, as it was opened
 * @changes: a Changes file, compressed or not
 * @options: (nullable): how to read it; with %OX_POLICY_SALVAGE changes for another list are applied too
 * @diagnostics: (nullable): where to record what was odd
 * @error: return location for an error
 *
 * Applies a Changes file, [MS-OXOAB] 2.7. To apply the changes after these, write the list with
 * ox_address_list_write_oab_set() and open it again: they refer to its files.
 *
 * Returns: (transfer full) (nullable): the list of the next generation; %OX_ERROR_ARGUMENT where the changes are for
 *   another list
 */
OX_API OxAddressList *ox_oab_apply_changes (OxAddressList *list, OxStream *changes, OxOptions *options,
                                            OxDiagnostics *diagnostics,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_open_uncompressed:
 * @stream: a file of an address book
 * @options: (nullable): how to read it
 * @diagnostics: (nullable): where to record what was odd
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what is in a compressed file; @stream itself where it is none
 */
OX_API OxStream *ox_oab_open_uncompressed (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_compress:
 * @stream: an uncompressed file of an address book
 * @sink: where the bytes go
 * @error: return location for an error
 *
 * Compresses a file as servers do: details of version 4 and templates in LZX DELTA, [MS-OXOAB] 2.11; files of versions
 * 2 and 3, changes among them, in MSZIP, 2.8.
 *
 * Returns: whether it was written
 */
OX_API gboolean ox_oab_compress (OxStream *stream, OxSink *sink, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_make_patch:
 * @old_file: a details file
 * @new_file: the details file of the next generation
 * @sink: where the bytes go
 * @error: return location for an error
 *
 * Makes a differential patch, [MS-OXOAB] 2.10. Either file may be compressed. OX_ERROR_DAMAGED where a block of one is lost:
 * no patch should make zeros of what is damaged.
 *
 * Returns: whether it was written
 */
OX_API gboolean ox_oab_make_patch (OxStream *old_file, OxStream *new_file, OxSink *sink,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_apply_patch:
 * @old_file: a details file
 * @patch: what makes the next generation of it
 * @sink: where the uncompressed bytes go
 * @error: return location for an error
 *
 * Applies a differential patch, [MS-OXOAB] 2.10.
 *
 * Returns: whether it was written; %OX_ERROR_ARGUMENT where the patch is for another file
 */
OX_API gboolean ox_oab_apply_patch (OxStream *old_file, OxStream *patch, OxSink *sink,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * OxOabControl:
 * @x: left, in pixels
 * @width: in pixels
 * @y: top, in pixels
 * @height: in pixels
 * @type: 0 label, 1 edit, 2 list box, 5 check box, 6 group, 7 button, 8 page, 11 and 12 lists of several
 *   values
 * @flags: [MS-OXOABKT] 2.2.2.1.2
 * @tag: the property that it shows; 0 for none
 * @size: of an edit control: how many characters
 * @text: its label; of an edit control a filter of characters
 *
 * One control of a dialog.
 */
typedef struct {
    guint32 x;
    guint32 width;
    guint32 y;
    guint32 height;
    guint32 type;
    guint32 flags;
    guint32 tag;
    guint32 size;
    char *text;
} OxOabControl;

/**
 * OxOabTemplate:
 * @is_creation: whether it makes addresses; else it shows entries
 * @kind: of what kind of entries
 * @dn: (nullable): its distinguished name
 * @display_name: (nullable): its name
 * @controls: (element-type OxOabControl): what the dialog shows
 * @script: (nullable): how an address is made of what was typed, [MS-OXOABKT] 2.2.2.2
 *
 * One template of a file of display templates.
 */
typedef struct {
    gboolean is_creation;
    OxEntryKind kind;
    char *dn;
    char *display_name;
    GPtrArray *controls;
    GBytes *script;
} OxOabTemplate;

/**
 * ox_oab_templates_read: (skip)
 * @stream: a file of display templates, compressed or not
 * @options: (nullable): how to read it
 * @diagnostics: (nullable): where to record what was odd
 * @error: return location for an error
 *
 * Reads display templates and address creation templates, [MS-OXOAB] 2.2.
 *
 * Returns: (transfer full) (nullable) (element-type OxOabTemplate): the templates that are there
 */
OX_API GPtrArray *ox_oab_templates_read (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_script_run:
 * @script: the script of a template
 * @props: what was typed, by the properties of the controls
 * @error: return location for an error
 *
 * Runs the script of an address creation template, [MS-OXOABKT] 2.2.2.2, for at most 10,000 steps.
 *
 * Returns: (transfer full) (nullable): the address; %OX_ERROR_FAILED where the script says that there is
 *   none, %OX_ERROR_DAMAGED where it is damaged or does not end
 */
OX_API char *ox_oab_script_run (GBytes *script, OxProps *props, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_oab_write_template:
 * @sink: where the bytes go
 *
 * Writes a file of display templates, [MS-OXOAB] 2.2: one page each for the kinds of entries, as plain as
 * can be.
 */
OX_API void ox_oab_write_template (OxSink *sink);

/**
 * ox_oab_describe:
 * @stream: a file of an address book
 *
 * Returns: (transfer none): what it is, in words; "unknown" where it is none
 */
OX_API const char *ox_oab_describe (OxStream *stream);

/**
 * ox_oab_describe_update:
 * @stream: a file of an address book
 *
 * Returns: (transfer full) (nullable): of a patch or a Changes file, what it leads from and to, in words; %NULL for any
 *   other file
 */
OX_API char *ox_oab_describe_update (OxStream *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxOabManifest, ox_oab_manifest_unref)

G_END_DECLS

#endif
