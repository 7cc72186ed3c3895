// A C face of the system's simdjson: parses one document into its tape (simdjson's doc/tape.md), which Swift walks by itself.
#ifndef NHIPSO_CSIMDJSON_H
#define NHIPSO_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct nhipso_json_parser nhipso_json_parser;

typedef struct {
    /// 0: well-formed; else for nhipso_json_error_message.
    int32_t error;
    const uint64_t *tape;
    const uint8_t *strings;
} nhipso_json_document;

typedef struct {
    /// Where each brace, bracket, colon, comma, number, literal and opening quote stands, in order; NULL: no more is said of the document.
    const uint32_t *places;
    size_t count;
} nhipso_json_structure;

/// Bytes after a document that must be readable; their content does not matter.
size_t nhipso_json_padding(void);

/// NULL when there is no memory for it.
nhipso_json_parser *nhipso_json_parser_create(size_t maximum_bytes, size_t maximum_depth);
void nhipso_json_parser_destroy(nhipso_json_parser *parser);

/// The document stays valid until the next call with the same parser.
nhipso_json_document nhipso_json_parse(nhipso_json_parser *parser, const uint8_t *json, size_t count);

/// The first half of parsing, for a document without any backslash: UTF-8, control characters and the ends of texts are checked, the order of
/// what stands at the places is not. Stays valid until the next call with the same parser.
nhipso_json_structure nhipso_json_find_structure(nhipso_json_parser *parser, const uint8_t *json, size_t count);

/// 1 where the text is well-formed UTF-8, else 0.
int32_t nhipso_json_is_utf8(const uint8_t *text, size_t count);

const char *nhipso_json_error_message(int32_t error);

#ifdef __cplusplus
}
#endif
#endif
