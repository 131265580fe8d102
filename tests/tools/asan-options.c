/* SPDX-License-Identifier: MIT
 *
 * What AddressSanitizer has to know of libraries that are opened late. Looking for leaks, it takes the thread-local memory
 * of these for blocks of another allocator, reads their sizes from what happens to stand before them, and may crash on
 * that. Not followed, that memory is found as any other is. Linked into the programs of the preset "debug".
 */
#pragma GCC visibility push(default)

const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
    return "intercept_tls_get_addr=0";
}
