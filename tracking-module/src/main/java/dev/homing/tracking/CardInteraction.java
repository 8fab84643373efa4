package dev.homing.tracking;

import java.util.Locale;

/** What a lead can do with the card of a listing in a list. */
public enum CardInteraction {
    /** The pointer rested on it. */
    HOVER,
    /** It was opened: the look at the listing begins. */
    CLICK,
    /** It was unfolded. */
    EXPAND,
    /** It was folded up. */
    COLLAPSE;

    /** The word for it in the event. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
