#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pst.py OXCART BUILDER_FOLDER: one store broken in each way a store can be hostile, made here from a sound one.

Each recipe says how many of the 63 messages must still come out, and which diagnostic must tell of the damage."""
import email
import email.policy
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib

OXCART = os.path.abspath(sys.argv[1])
sys.path.insert(0, sys.argv[2])
import mkpst  # noqa: E402
from badpst import Broken, put  # noqa: E402

ALL = 63


def message(b, n=0):
    """NID of a message: 0 plain, 1 long, 2 outer"""
    return (0x10001 + n) << 5 | 4


def hid(body, n):
    """where item n of a heap of one block is"""
    table = struct.unpack_from('<H', body, 0)[0]
    return struct.unpack_from('<HH', body, table + 4 + 2 * (n - 1))


RECIPES = []


def recipe(number, least, code=None, **store):
    def add(function):
        RECIPES.append((number, function, least, code, store))
        return function
    return add


# ---------------------------------------------------------------- 12: header and dialect
@recipe(12, ALL)
def version_15_of_a_wide_store(b):
    b.header(10, struct.pack('<H', 15))


@recipe(12, ALL)
def version_36_of_small_pages(b):
    b.header(10, struct.pack('<H', 36))


@recipe(12, ALL, dialect='ansi')
def version_23_of_a_narrow_store(b):
    b.header(10, struct.pack('<H', 23))


@recipe(12, ALL, dialect='4k', compress=True)
def version_23_of_large_pages(b):
    b.header(10, struct.pack('<H', 23))


@recipe(12, ALL, 'pst-header')
def no_header_at_all(b):
    b.bytes[0:564] = bytes(564)


@recipe(12, ALL, 'pst-header', crypt='cyclic')
def no_header_and_encoded(b):
    b.bytes[0:564] = bytes(564)


@recipe(12, ALL, 'pst-header', dialect='ansi', crypt='permute')
def no_header_of_a_narrow_store(b):
    b.bytes[0:564] = bytes(564)


@recipe(12, ALL)
def end_of_file_behind_the_end(b):
    b.header(184, struct.pack('<Q', 1 << 60))


@recipe(12, ALL, 'pst-header')
def roots_outside_the_file(b):
    b.header(216, struct.pack('<QQQQ', 5, 1 << 62, 6, (1 << 64) - 512))


# ---------------------------------------------------------------- 13: trees
@recipe(13, ALL, 'pst-tree')
def more_entries_than_fit(b):
    b.page(*b.pages(0x81, 1)[0], put(488, b'\xff'))


@recipe(13, ALL, 'pst-tree')
def level_255(b):
    b.page(*b.pages(0x81, 1)[0], put(491, b'\xff'))


@recipe(13, ALL, 'pst-tree')
def a_page_that_is_its_own_child(b):
    ib, bid = b.pages(0x81, 1)[0]
    b.page(ib, bid, lambda body: [put(24 * i + 16, struct.pack('<Q', ib))(body) for i in range(body[488])])


@recipe(13, ALL, 'pst-tree')
def no_entries_of_blocks(b):
    for ib, bid in b.pages(0x80, 0):
        b.page(ib, bid, put(490, b'\0'))


@recipe(13, ALL, 'pst-tree')
def all_inner_pages_gone(b):
    for kind in (0x80, 0x81):
        for ib, _ in b.pages(kind, 1):
            b.bytes[ib:ib + 512] = bytes(512)


@recipe(13, 50)
def entries_out_of_order(b):
    ib, bid = b.pages(0x81, 0)[3]
    b.page(ib, bid, lambda body: put(0, bytes(body[32:64] + body[0:32]))(body))


@recipe(13, ALL)
def the_same_block_twice(b):
    ib, bid = b.pages(0x80, 0)[0]
    b.page(ib, bid, lambda body: put(24, bytes(body[0:24]))(body))


# ---------------------------------------------------------------- 14: blocks
@recipe(14, ALL - 1)
def size_0(b):
    b.entry(0x80, b.p.nbt[message(b)][0], put(16, b'\0\0'))


@recipe(14, ALL - 1)
def size_65535(b):
    b.entry(0x80, b.p.nbt[message(b)][0], put(16, b'\xff\xff'))


@recipe(14, ALL, 'pst-block')
def a_wrong_checksum(b):
    ib, stored, size = b.p.blocks[b.p.nbt[message(b)][0]]
    b.bytes[ib + size - 12] ^= 1


@recipe(14, ALL, 'pst-block')
def a_wrong_signature(b):
    ib, stored, size = b.p.blocks[b.p.nbt[message(b)][0]]
    b.bytes[ib + size - 14] ^= 1


@recipe(14, ALL - 1)
def another_block_stands_there(b):
    other = b.p.blocks[b.p.nbt[message(b, 5)][0]][0]
    b.entry(0x80, b.p.nbt[message(b)][0], put(8, struct.pack('<Q', other)))


def tree_blocks(b, kind):
    found = [bid for bid in b.p.blocks if bid & 2 and b.bytes[b.p.blocks[bid][0]] == kind]
    return sorted(found)


@recipe(14, ALL, 'pst-data')
def a_tree_that_lists_itself(b):
    for bid in tree_blocks(b, 1):
        b.block(bid, put(8, struct.pack('<Q', bid)))


@recipe(14, ALL, 'pst-data')
def a_tree_of_a_second_level_that_lists_itself(b):
    for bid in tree_blocks(b, 1):
        b.block(bid, lambda body, bid=bid: (put(1, b'\2')(body), put(8, struct.pack('<Q', bid))(body)))


@recipe(14, ALL)
def sizes_of_trees_that_lie(b):
    for bid in tree_blocks(b, 1):
        b.block(bid, put(4, b'\xff\xff\xff\xff'))


@recipe(14, ALL, 'pst-data')
def lists_of_subnodes_that_list_themselves(b):
    for bid in tree_blocks(b, 2):
        b.block(bid, lambda body, bid=bid: (put(1, b'\1')(body), put(16, struct.pack('<Q', bid))(body)))


@recipe(14, ALL)
def lists_of_subnodes_within_themselves(b):
    for bid in tree_blocks(b, 2):
        b.block(bid, put(8 + 16, struct.pack('<Q', bid)))


# ---------------------------------------------------------------- 15: compressed blocks
@recipe(15, ALL - 1, dialect='4k', compress=True)
def a_checksum_of_zlib(b):
    ib, stored, size = b.p.blocks[b.p.nbt[message(b)][0]]
    b.bytes[ib + stored - 1] ^= 0xFF


@recipe(15, ALL - 1, 'pst-', dialect='4k', compress=True)
def a_size_of_zlib_that_lies(b):
    b.entry(0x80, b.p.nbt[message(b)][0], put(18, b'\xff\xff'))


@recipe(15, ALL - 1, dialect='4k', compress=True)
def a_size_of_zlib_of_one_byte(b):
    b.entry(0x80, b.p.nbt[message(b)][0], put(18, b'\1\0'))


# ---------------------------------------------------------------- 16: heaps
@recipe(16, ALL - 1, 'pst-')
def a_map_behind_the_block(b):
    b.node(message(b), put(0, b'\xff\xff'))


@recipe(16, ALL - 1, 'pst-')
def a_map_that_descends(b):
    def change(body):
        table = struct.unpack_from('<H', body, 0)[0]
        put(table + 4, struct.pack('<HH', 60000, 12))(body)
    b.node(message(b), change)


@recipe(16, ALL - 1, 'pst-')
def a_table_where_properties_belong(b):
    b.node(message(b), put(3, b'\x7c'))


@recipe(16, ALL - 1, 'pst-')
def a_root_that_is_not_there(b):
    b.node(message(b), put(4, b'\xe0\xff\xff\xff'))


# ---------------------------------------------------------------- 17: trees on heaps
def tree_header(nid):
    def where(body):
        root = struct.unpack_from('<I', body, 4)[0]
        return hid(body, root >> 5)[0]
    return where


@recipe(17, ALL - 1, 'pst-')
def keys_of_no_bytes(b):
    b.node(message(b), lambda body: put(tree_header(0)(body) + 1, b'\0')(body))


@recipe(17, ALL - 1, 'pst-')
def keys_of_255_bytes(b):
    b.node(message(b), lambda body: put(tree_header(0)(body) + 1, b'\xff\xff')(body))


@recipe(17, ALL - 1, 'pst-')
def levels_255(b):
    b.node(message(b), lambda body: put(tree_header(0)(body) + 3, b'\xff')(body))


@recipe(17, ALL - 1, 'pst-')
def levels_of_the_same_item(b):
    b.node(message(b), lambda body: put(tree_header(0)(body) + 3, b'\x08' + struct.pack('<I', struct.unpack_from('<I', body, 4)[0]))(body))


# ---------------------------------------------------------------- 18: tables
def many_contents(b):
    return next(nid for nid, f in b.p.folders.items() if f['name'] == 'Many') & ~0x1F | 0x0E


def info(body):
    return hid(body, struct.unpack_from('<I', body, 4)[0] >> 5)[0]


@recipe(18, ALL)
def ends_of_columns_that_descend(b):
    b.node(many_contents(b), lambda body: put(info(body) + 2, b'\xff\xff\0\0')(body))


@recipe(18, ALL)
def columns_outside_the_row(b):
    b.node(many_contents(b), lambda body: [put(info(body) + 22 + 8 * i + 4, b'\xff\xff\0\xff')(body) for i in range(body[info(body) + 1])])


@recipe(18, ALL, 'pst-')
def rows_of_no_bytes(b):
    b.node(many_contents(b), lambda body: put(info(body) + 8, b'\0\0')(body))


@recipe(18, ALL, 'pst-')
def rows_in_a_subnode_that_is_not_there(b):
    b.node(many_contents(b), lambda body: put(info(body) + 14, b'\xff\xff\xff\xff')(body))


@recipe(18, ALL, 'pst-')
def an_index_that_is_not_there(b):
    b.node(many_contents(b), lambda body: put(info(body) + 10, b'\xe0\xff\xff\xff')(body))


@recipe(18, ALL, 'pst-table')
def rows_beyond_the_last(b):
    def change(body):
        tree = hid(body, struct.unpack_from('<I', body, info(body) + 10)[0] >> 5)[0]
        start, end = hid(body, struct.unpack_from('<I', body, tree + 4)[0] >> 5)
        for at in range(start, end, 8):
            put(at + 4, b'\xff\xff\xff\x7f')(body)
    b.node(many_contents(b), change)


@recipe(18, ALL, 'pst-')
def no_table_of_contents(b):
    b.node(many_contents(b), lambda body: put(0, bytes(len(body)))(body))


# ---------------------------------------------------------------- 19: properties
def records(body):
    root = struct.unpack_from('<I', body, 4)[0]
    return hid(body, struct.unpack_from('<I', body, hid(body, root >> 5)[0] + 4)[0] >> 5)


@recipe(19, ALL)
def types_that_nobody_knows(b):
    def change(body):
        for at in range(*records(body), 8):
            put(at + 2, b'\x77\x07')(body)
    b.node(message(b), change)


@recipe(19, ALL, 'pst-property')
def values_in_subnodes_that_are_not_there(b):
    def change(body):
        for at in range(*records(body), 8):
            if struct.unpack_from('<H', body, at + 2)[0] == 0x1F:
                put(at + 4, b'\xff\xff\xff\x7f')(body)
    b.node(message(b), change)


@recipe(19, ALL)
def everything_is_a_list_of_texts(b):
    def change(body):
        for at in range(*records(body), 8):
            put(at + 2, b'\x1f\x10')(body)
    b.node(message(b), change)


# ---------------------------------------------------------------- 20: names
@recipe(20, ALL, 'pst-names')
def ids_beyond_the_last_and_twice(b):
    def change(body):
        at = body.find(struct.pack('<IH', 0x8530, 6))
        put(at, struct.pack('<IHH', 0x8530, 6, 0x7FFF) + struct.pack('<IHH', 0xFFFFFFF0, 9, 0x7FFF))(body)
    b.node(0x61, change)


@recipe(20, ALL, 'pst-names')
def sets_and_texts_that_are_not_there(b):
    def change(body):
        at = body.find(struct.pack('<IH', 0x8530, 6))
        put(at, struct.pack('<IHH', 0x8530, 0xFFFE, 0) + struct.pack('<IHH', 0xFFFFFFF0, 9, 1))(body)
    b.node(0x61, change)


@recipe(20, ALL, 'pst-names')
def no_names_at_all(b):
    b.node(0x61, lambda body: put(0, bytes(len(body)))(body))


# ---------------------------------------------------------------- 21: cycles
def cycle_of_folders(p, f):
    p.folders[f['many']]['children'] += [f['inbox'], f['many'], 0x122]


@recipe(21, ALL, 'pst-folder', extra=cycle_of_folders)
def folders_within_themselves(b):
    pass


def lost_folder(p, f):
    nid = p.folder(f['top'], 'Lost', listed=False)
    inner = p.folder(nid, 'Inner')
    p.message(inner, {0x0037001F: 'found', 0x1000001F: 'Found.\r\n'})
    p.message(nid, {0x0037001F: 'not listed', 0x1000001F: 'Found.\r\n'}, listed=False)


@recipe(21, ALL + 2, 'pst-orphan', extra=lost_folder)
def folders_and_messages_that_no_table_lists(b):
    pass


def rows_of_nothing(p, f):
    p.folders[f['inbox']]['rows'][0x7FFFFFE4] = {0x0037001F: 'nobody'}
    p.folders[f['inbox']]['rows'][f['inbox']] = {0x0037001F: 'a folder'}


@recipe(21, ALL, extra=rows_of_nothing)
def rows_of_messages_that_are_not_there(b):
    pass


@recipe(21, ALL)
def a_message_within_itself(b):
    """the attachment's only subnode is the message's own data and subnodes"""
    data, sub, _ = b.p.nbt[message(b, 2)]
    for bid in tree_blocks(b, 2):
        def change(body):
            for at in range(8, len(body) - 23, 24):
                if struct.unpack_from('<Q', body, at)[0] == 0x200024:
                    put(at + 8, struct.pack('<QQ', data, sub))(body)
        b.block(bid, change)


@recipe(21, ALL)
def an_attachment_that_is_the_message(b):
    data, sub, _ = b.p.nbt[message(b, 2)]
    for bid in tree_blocks(b, 2):
        def change(body):
            for at in range(8, len(body) - 23, 24):
                if struct.unpack_from('<Q', body, at)[0] == 0x8025:
                    put(at + 8, struct.pack('<QQ', data, sub))(body)
        b.block(bid, change)


def two_each(p, f):
    """each message holds the next one twice: 2^40 were all of them opened"""
    inner = p.place(p.message_node({0x0037001F: 'innermost'}))
    for depth in range(40):
        subs = mkpst.Subs()
        rows = {}
        for n in (0x8025, 0x8045):
            inner_subs = mkpst.Subs()
            inner_subs.list.append((0x200024, inner))
            props = {0x37050003: 5, 0x3701000D: ('object', 0x200024, 1000), 0x0E200003: 1000, 0x370B0003: -1}
            subs.add(mkpst.pc(p.d, props, inner_subs), n)
            rows[n] = {0x37050003: 5}
        subs.add(mkpst.tc(p.d, mkpst.ATTACHMENTS, rows), 0x671)
        # Places shared by hand: both attachments lead to the same blocks.
        inner = p.place(mkpst.pc(p.d, {0x001A001F: 'IPM.Note', 0x0037001F: 'depth %d' % depth}, subs))
    nid = p.next_index[4] << 5 | 4
    p.next_index[4] += 1
    p.nbt[nid] = (p.use(inner[0]), p.use(inner[1]), f['inbox'])
    p.folders[f['inbox']]['rows'][nid] = {0x0037001F: 'two each'}


@recipe(21, ALL, extra=two_each)
def messages_that_hold_the_same_one_twice(b):
    pass


# ---------------------------------------------------------------- 22, 23, 24
@recipe(22, ALL)
def maps_of_noise(b):
    for kind in (0x82, 0x83, 0x84, 0x86):
        for ib, bid in b.pages(kind):
            b.bytes[ib:ib + 496] = bytes((i * 73 + 11) & 0xFF for i in range(496))
    b.header(200, struct.pack('<QQ', 1 << 63, 1 << 63))


@recipe(23, ALL, 'pst-header')
def an_encryption_that_nobody_knows(b):
    b.header(513, b'\x77')


@recipe(23, ALL, 'pst-header', crypt='permute')
def an_encryption_called_wip(b):
    b.header(513, b'\x10')


@recipe(23, ALL, 'pst-header', crypt='permute')
def encoded_though_it_says_not(b):
    b.header(513, b'\0')


def times(p, f):
    for i, t in enumerate((0, 1, 0x0CB34557A3DD4000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF)):
        p.message(f['inbox'], {0x0037001F: 'time %d' % i, 0x1000001F: 'When?\r\n', 0x00390040: t, 0x0E060040: t, 0x30070040: t})


@recipe(24, ALL + 6, extra=times)
def times_out_of_range(b):
    pass


# ---------------------------------------------------------------- blocks whose nodes are gone
def no_pages(b):
    for ib, _ in b.pages(0x81):
        b.bytes[ib:ib + b.d.page] = bytes(b.d.page)


@recipe(13, (ALL, ALL), 'pst-carved')
def no_page_of_nodes(b):
    no_pages(b)


@recipe(13, (ALL, ALL), 'pst-carved', dialect='ansi', crypt='permute')
def no_page_of_nodes_of_a_narrow_store(b):
    no_pages(b)


@recipe(13, (ALL, ALL), 'pst-carved', dialect='4k', compress=True)
def no_page_of_nodes_of_compressed_blocks(b):
    no_pages(b)


@recipe(13, (ALL, ALL), 'pst-carved', crypt='cyclic')
def no_page_of_any_tree_and_encoded(b):
    no_pages(b)
    for ib, _ in b.pages(0x80):
        b.bytes[ib:ib + b.d.page] = bytes(b.d.page)


@recipe(13, (ALL, ALL), 'pst-carved')
def no_page_of_the_nodes_of_messages(b):
    """the folders are there, and what they list is not"""
    for ib, _ in b.pages(0x81, 0):
        if any(int.from_bytes(b.bytes[ib + 32 * i:ib + 32 * i + 4], 'little') & 0x1F == 4 for i in range(b.bytes[ib + 488])):
            b.bytes[ib:ib + 512] = bytes(512)


def one_within(p, f):
    """of a message within a message within a message only the two inner ones are left"""
    inner = ({0x0037001F: 'innermost', 0x1000001F: 'I.\r\n'}, [], [])
    middle = ({0x0037001F: 'middle', 0x1000001F: 'M.\r\n'}, [], [{0x3001001F: 'innermost', 'message': inner}])
    p.outermost = p.message(f['inbox'], {0x0037001F: 'outermost', 0x1000001F: 'O.\r\n'}, [], [{0x3001001F: 'middle', 'message': middle}])


def zero_block(b, bid):
    ib, _, size = b.p.blocks[bid]
    b.bytes[ib:ib + size] = bytes(size)


@recipe(13, (ALL + 1, ALL + 1), 'the message is gone', extra=one_within)
def a_message_whose_outer_one_is_gone(b):
    zero_block(b, b.p.nbt[b.p.outermost][0])
    no_pages(b)


@recipe(13, (ALL + 1, ALL + 1), 'within another one', extra=one_within)
def a_message_whose_outer_one_is_gone_with_its_list(b):
    for bid in b.p.nbt[b.p.outermost][:2]:
        zero_block(b, bid)
    no_pages(b)


# ---------------------------------------------------------------- what is left of a message
KEPT = bytes(range(256)) * 40


def one_rich(p, f):
    p.rich = p.message(f['inbox'], {0x0037001F: 'rich', 0x1000001F: 'R.\r\n'}, [(1, 'Bob', 'bob@example.org')],
                       [{0x3704001F: 'keep.bin', 'data': KEPT}])


def subnode(b, nid, wanted):
    """BIDs of data and subnodes of a subnode of a node"""
    ib, stored, _ = b.p.blocks[b.p.nbt[nid][1]]
    body, w = bytes(b.bytes[ib:ib + stored]), b.d.id
    if body[:1] == b'\x78':
        body = zlib.decompress(body)
    for at in range(8 if b.d.wide else 4, len(body), 3 * w):
        found = [int.from_bytes(body[at + w * i:at + w * i + w], 'little') for i in range(3)]
        if found[0] & 0xFFFFFFFF == wanted:
            return found[1:]
    raise KeyError(hex(wanted))


def properties_gone(b):
    zero_block(b, b.p.nbt[b.p.rich][0])


def properties_of_an_attachment_gone(b):
    zero_block(b, subnode(b, b.p.rich, 0x8025)[0])


def properties_and_node_gone(b):
    zero_block(b, b.p.nbt[b.p.rich][0])
    no_pages(b)


# function, subject, folder, what is said
LEFT = [(properties_gone, 'rich', 'Inbox', 'its properties are gone, but for those in the table of its folder'),
        (properties_of_an_attachment_gone, 'rich', 'Inbox', 'the properties of an attachment are gone, but for its content'),
        (properties_and_node_gone, None, 'Recovered', 'the message is gone, what belonged to it is left')]


def three_dated(p, f):
    when = mkpst.WHEN + 10 ** 9
    p.dated = [p.message(f['inbox'], {0x0037001F: 'dated %d' % i, 0x00390040: when, 0x0E060040: when + i, 0x1000001F: 'T.\r\n'}) for i in range(3)]


def folders_of_lost_messages(tmp):
    """nodes of messages are gone, the tables that list them are not: by its times each is known again"""
    failed = 0
    for dialect, crypt in (('ansi', 'permute'), ('unicode', 'cyclic'), ('4k', 'none')):
        b = Broken(dialect, crypt, dialect == '4k', extra=three_dated)
        for nid in b.p.dated:
            forget_node(b, nid)
        leaves = b.pages(0x81, 0)
        for ib, _ in leaves[-1:] if len(leaves) > 1 else []:
            b.bytes[ib:ib + b.d.page] = bytes(b.d.page)
        name = 'dated' + dialect
        counts, text = run(tmp, name, bytes(b.bytes), () if len(leaves) > 1 else ('--salvage',))
        found = [f for _, _, files in os.walk(os.path.join(tmp, 'out-' + name, 'Top of Personal Folders', 'Inbox')) for f in files]
        missing = ['%x dated %d.eml' % (nid, i) for i, nid in enumerate(b.p.dated) if '%x dated %d.eml' % (nid, i) not in found]
        if missing or counts is None or 'its folder was known' not in text:
            failed += 1
            print('FAILED %s: %s are not in %s\n%s' % (name, missing, found, text[-800:]))
    return failed


def what_is_left(tmp):
    """an attachment outlives its own properties, and those of its message"""
    failed = 0
    for dialect, crypt in (('ansi', 'permute'), ('unicode', 'cyclic'), ('4k', 'none')):
        for function, subject, folder, told in LEFT:
            b = Broken(dialect, crypt, dialect == '4k', extra=one_rich)
            function(b)
            name = function.__name__ + dialect
            counts, text = run(tmp, name, bytes(b.bytes))
            found = []
            for d, _, files in os.walk(os.path.join(tmp, 'out-' + name)):
                for f in files:
                    with open(os.path.join(d, f), 'rb') as file:
                        m = email.message_from_binary_file(file, policy=email.policy.default)
                    for part in m.walk():
                        if part.get_filename() in ('keep.bin', None) and part.get_payload(decode=True) == KEPT:
                            found.append((m['Subject'] or None, os.path.basename(d), part.get_filename(), 'bob@example.org' in str(m['To'])))
            if len(found) != 1 or found[0][:2] != (subject, folder) or not found[0][3] or told not in text or counts is None:
                failed += 1
                print('FAILED %s: %s\n%s' % (name, found, text[-800:]))
    return failed


# ---------------------------------------------------------------- what was deleted
def one_deleted(p, f):
    p.deleted = p.message(f['inbox'], {0x0037001F: 'deleted', 0x1000001F: 'D.\r\n'}, [(1, 'Bob', 'bob@example.org')], listed=False)


def forget_node(b, nid):
    """takes the entry of a node out of its leaf -> the page as it was"""
    width = 3 * b.d.id + 8 if b.d.wide else 16
    for ib, bid in b.pages(0x81, 0):
        counts = b.d.page_counts
        n = struct.unpack_from('<H', b.bytes, ib + counts)[0] if b.d.four else b.bytes[ib + counts]
        for i in range(n):
            if int.from_bytes(b.bytes[ib + i * width:ib + i * width + 4], 'little') == nid:
                before = bytes(b.bytes[ib:ib + b.d.page_data])

                def change(body, i=i, n=n):
                    body[i * width:n * width] = body[(i + 1) * width:n * width] + bytes(width)
                    put(counts, struct.pack('<H', n - 1) if b.d.four else bytes([n - 1]))(body)
                b.page(ib, bid, change)
                return before
    raise KeyError(hex(nid))


def unlisted(b):
    """the node is there, and no table lists it"""


def in_an_earlier_page(b):
    """the tree has the node no more; a page that had it was not yet written over"""
    before = forget_node(b, b.p.deleted)
    at = -(-b.p.used[-1][1] // b.d.page) * b.d.page
    b.bytes[at:at + b.d.page] = b.p.sealed_page(0x81, before, 1, at)


def in_blocks_alone(b):
    """no page has the node"""
    forget_node(b, b.p.deleted)


def stale_and_live(b):
    """an earlier page has a node that is there still: it is no other message"""
    ib, _ = b.pages(0x81, 0)[-1]
    before = bytes(b.bytes[ib:ib + b.d.page_data])
    at = -(-b.p.used[-1][1] // b.d.page) * b.d.page
    b.bytes[at:at + b.d.page] = b.p.sealed_page(0x81, before, 1, at)


# function, messages without and with --salvage
DELETED = [(unlisted, ALL + 1, ALL + 1), (in_an_earlier_page, ALL, ALL + 1), (in_blocks_alone, ALL, ALL + 1), (stale_and_live, ALL + 1, ALL + 1)]


def salvage(tmp):
    failed = 0
    for dialect, crypt in (('ansi', 'permute'), ('unicode', 'cyclic'), ('4k', 'none')):
        for function, without, with_it in DELETED:
            b = Broken(dialect, crypt, dialect == '4k', extra=one_deleted)
            function(b)
            found = [run(tmp, function.__name__ + dialect + str(len(o)), bytes(b.bytes), o) for o in ((), ('--salvage',))]
            counts = tuple(f[0][1] if f[0] else f[1] for f in found)
            if counts != (without, with_it):
                failed += 1
                print('FAILED %s of %s: %s messages, not %s' % (function.__name__, dialect, counts, (without, with_it)))
    return failed


# ---------------------------------------------------------------- running
def run(tmp, name, data, policy=()):
    path, out = os.path.join(tmp, 'in.pst'), os.path.join(tmp, 'out-' + name)
    with open(path, 'wb') as f:
        f.write(data)
    env = dict(os.environ, G_DEBUG='fatal-criticals', ASAN_OPTIONS='allocator_may_return_null=1', UBSAN_OPTIONS='halt_on_error=1')
    p = subprocess.run([OXCART, 'export', '-v', '-v', *policy, path, '-o', out], env=env, capture_output=True, timeout=120)
    text = p.stderr.decode('utf-8', 'replace')
    if p.returncode < 0 or p.returncode > 100 or 'Sanitizer' in text or 'runtime error' in text:
        return None, 'crash %d\n%s' % (p.returncode, text[-3000:])
    if not policy:
        c = subprocess.run([OXCART, 'check', '--json', path], env=env, capture_output=True, timeout=120)
        if c.returncode < 0 or c.returncode > 100 or b'Sanitizer' in c.stderr or b'runtime error' in c.stderr:
            return None, 'check: crash %d\n%s' % (c.returncode, c.stderr[-3000:].decode('utf-8', 'replace'))
        for line in c.stdout.splitlines():
            json.loads(line)
    counts = re.search(r'(\d+) messages? seen: (\d+) written, (\d+) failed', text)
    if not counts:
        return (0, 0, 0), text
    counts = tuple(map(int, counts.groups()))
    if counts[0] > 0 and counts[0] != counts[1] + counts[2]:
        return None, 'seen %d = written %d + failed %d' % counts
    return counts, text


def main():
    failed = 0
    only = sys.argv[3] if len(sys.argv) > 3 else ''
    for number, function, least, code, store in RECIPES:
        if only not in function.__name__:
            continue
        b = Broken(**store)
        function(b)
        least, most = least if isinstance(least, tuple) else (least, 1 << 30)
        with tempfile.TemporaryDirectory() as tmp:
            try:
                counts, text = run(tmp, 'x', bytes(b.bytes))
            except subprocess.TimeoutExpired:
                counts, text = None, 'hang'
        why = ''
        if counts is None:
            why = text
        elif not least <= counts[1] <= most:
            why = '%d of %d messages came out\n%s' % (counts[1], least, text[-800:])
        elif code and code not in text:
            why = 'nothing was said of %s\n%s' % (code, text[-300:])
        if why:
            failed += 1
            print('FAILED class %d %s: %s' % (number, function.__name__, why))
    if not only:
        with tempfile.TemporaryDirectory() as tmp:
            failed += salvage(tmp)
            failed += what_is_left(tmp)
            failed += folders_of_lost_messages(tmp)
    # Every length of the header, and some beyond.
    data = bytes(Broken().bytes)
    for n in list(range(0, 565, 47)) + [564, 1024, 0x4400, 0x4600, 20000, 100000]:
        with tempfile.TemporaryDirectory() as tmp:
            counts, text = run(tmp, 'x', data[:n])
            if counts is None:
                failed += 1
                print('FAILED cut at %d: %s' % (n, text))
    print('%d recipes, %d failed' % (len(RECIPES), failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
