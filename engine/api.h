/* api.h - marks what the libraries show to the outside; all else is hidden. */
#ifndef TE_API_H
#define TE_API_H

#define TE_API __attribute__((visibility("default")))
#define TE_PRINTF(text, first) __attribute__((format(printf, text, first)))

#endif
