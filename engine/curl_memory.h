/* curl_memory.h - libcurl's memory, from a pool of the thread that asks.
 *
 * libcurl makes and releases two dozen blocks for every request; they are the
 * same few sizes again and again. A block may be released by another thread:
 * it then serves that one. The pool of a thread that has ended serves the
 * next one that begins. */
#ifndef TE_CURL_MEMORY_H
#define TE_CURL_MEMORY_H

/* Initialises libcurl with it, once in a process; where the program around us
 * has initialised libcurl already, its own way stays. */
void te_curl_initialise(void);

#endif
