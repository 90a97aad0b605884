/* folder.h - the files at or below a path, and folders that are made for new
 * ones. */
#ifndef TE_FOLDER_H
#define TE_FOLDER_H

#include "buf.h"
#include "error.h"
#include <stdbool.h>
#include <sys/types.h>

/* Appends the paths of all regular files, each ended by a NUL: the path
 * itself where it is one, else what lies in the folder and its folders, in
 * bytewise order. Names that begin with a dot are passed over. False and err
 * where the path is neither file nor folder, or something in it cannot be
 * read. */
bool te_folder_find(const char *path, te_buf *paths, te_error *err);

/* Makes the folder and those above it, where they are missing, with this mode
 * less the umask. */
bool te_folder_make(const char *path, mode_t mode, te_error *err);

#endif
