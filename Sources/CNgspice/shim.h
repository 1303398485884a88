// sharedspice.h uses bool without including its header.
#include <stdbool.h>
#include <ngspice/sharedspice.h>
