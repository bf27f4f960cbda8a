/* SPDX-License-Identifier: MIT */
/* What counts as a probability. Not public. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Not a number is none. */
static inline gboolean is_probability(gdouble value) { return value >= 0.0 && value <= 1.0; }

G_END_DECLS
