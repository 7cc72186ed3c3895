#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/// How many bytes stand at `start` before the first that is a quote, an escape, a control character or not of ASCII; where there is none before
/// `end`, any number that reaches it. 16 bytes behind `end` must be readable. Eight bytes at a time.
static inline size_t nhipso_plain_by_words(const uint8_t *start, const uint8_t *end) {
    const uint64_t ones = 0x0101010101010101, top = 0x8080808080808080;
    const uint8_t *at = start;
    for (; at < end; at += 8) {
        uint64_t bytes;
        memcpy(&bytes, at, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        bytes = __builtin_bswap64(bytes);
#endif
        // The lowest byte whose top bit is set is the first; above it, borrows may have set more.
        const uint64_t found = (((bytes ^ ones * '"') - ones) | ((bytes ^ ones * '\\') - ones) | (bytes - ones * ' ') | bytes) & top;
        if (found) return (size_t)(at - start) + ((size_t)__builtin_ctzll(found) >> 3);
    }
    return (size_t)(at - start);
}

/// As `nhipso_plain_by_words`, 16 bytes at a time where the processor can.
static inline size_t nhipso_plain(const uint8_t *start, const uint8_t *end) {
#ifdef __SSE2__
    const uint8_t *at = start;
    for (; at < end; at += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)at);
        // As signed numbers, what is not of ASCII is less than a space, too.
        const __m128i found = _mm_or_si128(
            _mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')),
            _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
        const int mask = _mm_movemask_epi8(found);
        if (mask) return (size_t)(at - start) + (size_t)__builtin_ctz((unsigned)mask);
    }
    return (size_t)(at - start);
#else
    return nhipso_plain_by_words(start, end);
#endif
}

/// Whether two runs of bytes are the same. 15 bytes behind either must be readable.
static inline bool nhipso_same(const uint8_t *a, const uint8_t *b, size_t count) {
#ifdef __SSE2__
    size_t at = 0;
    for (; at + 16 < count; at += 16) {
        const __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(a + at)), _mm_loadu_si128((const __m128i *)(b + at)));
        if (_mm_movemask_epi8(same) != 0xFFFF) return false;
    }
    const __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(a + at)), _mm_loadu_si128((const __m128i *)(b + at)));
    // What stands behind the runs makes no difference.
    return ((unsigned)_mm_movemask_epi8(same) | ~0u << (count - at)) == ~0u;
#else
    return memcmp(a, b, count) == 0;
#endif
}

/// Whether each byte lies between the least of its place and what is so far above that. 15 bytes behind each must be readable.
static inline bool nhipso_within(const uint8_t *bytes, const uint8_t *least, const uint8_t *above, size_t count) {
#ifdef __SSE2__
    for (size_t at = 0; at < count; at += 16) {
        const __m128i distance =
            _mm_sub_epi8(_mm_loadu_si128((const __m128i *)(bytes + at)), _mm_loadu_si128((const __m128i *)(least + at)));
        // What is too far above remains, with saturation; what lies below has wrapped around.
        const __m128i excess = _mm_subs_epu8(distance, _mm_loadu_si128((const __m128i *)(above + at)));
        const unsigned fits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(excess, _mm_setzero_si128()));
        if ((count - at >= 16 ? fits : fits | ~0u << (count - at)) != (count - at >= 16 ? 0xFFFF : ~0u)) return false;
    }
    return true;
#else
    for (size_t at = 0; at < count; at += 1) {
        if ((uint8_t)(bytes[at] - least[at]) > above[at]) return false;
    }
    return true;
#endif
}

/// Copies 16 bytes at a time: up to 15 bytes more are read and written.
static inline void nhipso_copy_over(uint8_t *to, const uint8_t *from, size_t count) {
    for (size_t at = 0; at < count; at += 16) memcpy(to + at, from + at, 16);
}
