/* main.c - the tengine command. */
#include <stdio.h>

int main(void) {
    puts("tengine " TE_VERSION);
    return 0;
}
