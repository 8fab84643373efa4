package dev.homing.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Events parted into those to learn from and questions about those held back.
 *
 * @param kept      of each lead, how many of the first events may be learned from
 * @param questions about the others
 * @param popularAt of each lead, how many of the first events count for popularity before a question's instant
 */
record Cut(int[] kept, List<Question> questions, int[] popularAt) {
    /** When leads are asked. */
    enum Moment {
        /** Each lead when it comes by, about the day from then on; as often as it comes. */
        VISIT,
        /** All at the beginning, about all that follows. */
        BEGINNING
    }

    private static final long DAY_MS = 86_400_000;
    private static final int MIN_LISTINGS = 2;

    /** The same with fewer questions: a sample that keeps the order (Knuth, The Art of Computer Programming, vol. 2, 3.4.2 S). */
    Cut sampled(final int most, final long seed) {
        if (questions.size() <= most) {
            return this;
        }
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Question> chosen = new ArrayList<>(most);
        for (int i = 0; chosen.size() < most; i++) {
            if (random.nextInt(questions.size() - i) < most - chosen.size()) {
                chosen.add(questions.get(i));
            }
        }
        return new Cut(kept, chosen, popularAt);
    }

    /**
     * Holds back each lead's last listings, and asks about them when all is over. Says how well the model knows what belongs
     * together; of time it says little.
     *
     * @param behaviour of leads
     * @param known     how many of each lead's events there are
     * @param share     of a lead's listings that is held back, at least one
     * @param isMarket  whether listings come and go, so that a lead must be asked while they are there
     */
    static Cut lastListings(final Behaviour behaviour, final int[] known, final double share, final boolean isMarket) {
        final int[] kept = known.clone();
        final List<Question> questions = new ArrayList<>();
        final long end = behaviour.lastAt(known) + 1;
        for (int lead = 0; lead < known.length; lead++) {
            final int[] discoveries = discoveries(behaviour, lead, known[lead]);
            if (discoveries.length >= MIN_LISTINGS) {
                final int held = Math.max(1, (int) Math.round(discoveries.length * share));
                kept[lead] = discoveries[discoveries.length - Math.min(held, discoveries.length - 1)];
                final int[] answers = answers(behaviour, lead, kept[lead], known[lead], Long.MAX_VALUE);
                if (answers.length > 0) {
                    questions.add(new Question(lead, kept[lead],
                            isMarket ? behaviour.occurredAt(lead, kept[lead]) : end, answers));
                }
            }
        }
        return new Cut(kept, questions, kept);
    }

    /**
     * Holds back each lead's newest first encounter with a listing and all after it, and asks at that instant.
     *
     * @param behaviour of leads
     * @param known     how many of each lead's events there are
     */
    static Cut lastItem(final Behaviour behaviour, final int[] known) {
        final int[] kept = known.clone();
        final List<Question> questions = new ArrayList<>();
        for (int lead = 0; lead < known.length; lead++) {
            final int[] discoveries = discoveries(behaviour, lead, known[lead]);
            if (discoveries.length >= MIN_LISTINGS) {
                final int newest = discoveries[discoveries.length - 1];
                kept[lead] = newest;
                questions.add(new Question(lead, newest, behaviour.occurredAt(lead, newest),
                        new int[] {behaviour.listing(lead, newest)}));
            }
        }
        return new Cut(kept, questions, known);
    }

    /**
     * Holds back all events of some leads, but for their first ones: how well does the model do for leads whom training never
     * saw?
     *
     * @param behaviour of leads
     * @param known     how many of each lead's events there are
     * @param share     of the leads
     * @param seed      chooses them
     */
    static Cut leads(final Behaviour behaviour, final int[] known, final double share, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] kept = known.clone();
        final List<Question> questions = new ArrayList<>();
        final long end = behaviour.lastAt(known) + 1;
        for (int lead = 0; lead < known.length; lead++) {
            final int[] discoveries = discoveries(behaviour, lead, known[lead]);
            if (random.nextDouble() < share && discoveries.length >= MIN_LISTINGS) {
                final int held = Math.max(1, (int) Math.round(discoveries.length * share));
                final int history = discoveries[discoveries.length - Math.min(held, discoveries.length - 1)];
                final int[] answers = answers(behaviour, lead, history, known[lead], Long.MAX_VALUE);
                if (answers.length > 0) {
                    kept[lead] = 0;
                    questions.add(new Question(lead, history, end, answers));
                }
            }
        }
        return new Cut(kept, questions, kept);
    }

    /**
     * Learns from what happened before one instant and asks about each day that a lead came by until another: what a server does.
     *
     * @param behaviour of leads
     * @param known     how many of each lead's events there are
     * @param fromMs    the first instant that is asked about
     * @param toMs      the first that is not
     * @param asked     when, within each lead's day
     */
    static Cut time(
            final Behaviour behaviour, final int[] known, final long fromMs, final long toMs, final Moment asked) {
        return time(behaviour, known, fromMs, toMs, asked, false);
    }

    private static Cut time(
            final Behaviour behaviour,
            final int[] known,
            final long fromMs,
            final long toMs,
            final Moment asked,
            final boolean isAgain) {
        final int[] kept = new int[known.length];
        final int[] popularAt = new int[known.length];
        final List<Question> questions = new ArrayList<>();
        for (int lead = 0; lead < known.length; lead++) {
            int event = 0;
            while (event < known[lead] && behaviour.occurredAt(lead, event) < fromMs) {
                event++;
            }
            kept[lead] = event;
            while (event < known[lead] && behaviour.occurredAt(lead, event) < toMs) {
                final long atMs = behaviour.occurredAt(lead, event);
                final long untilMs = asked == Moment.BEGINNING ? toMs : Math.min(toMs, atMs + DAY_MS);
                final int[] answers = answers(behaviour, lead, isAgain ? 0 : event, event, known[lead], untilMs);
                // Who has met nothing has nothing to come back to.
                if (answers.length > 0 && !(isAgain && event == 0)) {
                    questions.add(new Question(lead, event, asked == Moment.BEGINNING ? fromMs : atMs, answers,
                            Question.THE_MARKET, isAgain));
                }
                while (event < known[lead] && behaviour.occurredAt(lead, event) < untilMs) {
                    event++;
                }
            }
            popularAt[lead] = event;
        }
        return new Cut(kept, questions, popularAt);
    }

    /**
     * Learns from what happened before one instant and asks about each visit until another what the lead took to then, whether it
     * had met it before or not.
     *
     * @param behaviour of leads
     * @param known     how many of each lead's events there are
     * @param fromMs    the first instant that is asked about
     * @param toMs      the first that is not
     */
    static Cut returns(final Behaviour behaviour, final int[] known, final long fromMs, final long toMs) {
        return time(behaviour, known, fromMs, toMs, Moment.VISIT, true);
    }

    /**
     * Learns from what happened before one instant and asks about each visit until another which of the listings that the lead
     * then met for the first time meant more to it than the others of the visit: likes, and long looks. What a lead meets is what
     * it was shown, so questions about the market say what is shown as well as what is liked; these say what is liked.
     *
     * @param behaviour of leads
     * @param known     how many of each lead's events there are
     * @param fromMs    the first instant that is asked about
     * @param toMs      the first that is not
     */
    static Cut preferences(final Behaviour behaviour, final int[] known, final long fromMs, final long toMs) {
        final Cut visits = time(behaviour, known, fromMs, toMs, Moment.VISIT);
        final List<Question> questions = new ArrayList<>();
        for (final Question visit : visits.questions()) {
            final Map<Integer, Double> met = met(behaviour, visit, known[visit.lead()], Math.min(toMs, visit.atMs() + DAY_MS));
            final double mean = met.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
            final int[] preferred = met.keySet().stream().filter(listing -> met.get(listing) > Math.max(0, mean))
                    .mapToInt(Integer::intValue).toArray();
            if (preferred.length > 0) {
                questions.add(new Question(visit.lead(), visit.history(), visit.atMs(), preferred,
                        met.keySet().stream().mapToInt(Integer::intValue).toArray()));
            }
        }
        return new Cut(visits.kept(), questions, visits.popularAt());
    }

    /**
     * Learns from what happened before one instant and asks about each list that was recommended until another, of which a lead
     * saw something and took to some: to which? What was seen and not taken is known here, and what was shown was not chosen by
     * the lead, so these say what is liked of what is shown.
     *
     * @param behaviour of leads, with their lists
     * @param known     how many of each lead's events there are
     * @param fromMs    the first instant that is asked about
     * @param toMs      the first that is not
     */
    static Cut impressions(final Behaviour behaviour, final int[] known, final long fromMs, final long toMs) {
        final List<Question> questions = new ArrayList<>();
        for (final SeenList list : behaviour.lists()) {
            if (list.atMs() >= fromMs && list.atMs() < toMs) {
                list.question(behaviour, known[list.lead()], toMs).ifPresent(questions::add);
            }
        }
        return new Cut(before(behaviour, known, fromMs), questions, before(behaviour, known, toMs));
    }

    /** Of each lead, how many of the known events happened before an instant. */
    private static int[] before(final Behaviour behaviour, final int[] known, final long ms) {
        final int[] counts = new int[known.length];
        for (int lead = 0; lead < known.length; lead++) {
            while (counts[lead] < known[lead] && behaviour.occurredAt(lead, counts[lead]) < ms) {
                counts[lead]++;
            }
        }
        return counts;
    }

    /** What each listing that the lead had not met before came to weigh until the visit ended. */
    private static Map<Integer, Double> met(
            final Behaviour behaviour, final Question visit, final int events, final long beforeMs) {
        final Set<Integer> before = new HashSet<>();
        for (int event = 0; event < visit.history(); event++) {
            before.add(behaviour.listing(visit.lead(), event));
        }
        final Map<Integer, Double> met = new LinkedHashMap<>();
        for (int event = visit.history(); event < events && behaviour.occurredAt(visit.lead(), event) < beforeMs; event++) {
            final int listing = behaviour.listing(visit.lead(), event);
            if (!before.contains(listing)) {
                met.merge(listing, behaviour.weight(visit.lead(), event), Double::sum);
            }
        }
        return met;
    }

    /** Where a lead met a listing for the first time, with a positive weight. */
    private static int[] discoveries(final Behaviour behaviour, final int lead, final int events) {
        final Set<Integer> met = new HashSet<>();
        final int[] found = new int[events];
        int count = 0;
        for (int event = 0; event < events; event++) {
            if (met.add(behaviour.listing(lead, event)) && behaviour.weight(lead, event) > 0) {
                found[count++] = event;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private static int[] answers(
            final Behaviour behaviour, final int lead, final int from, final int to, final long beforeMs) {
        return answers(behaviour, lead, from, from, to, beforeMs);
    }

    /** What the lead took to, but for what it met in some first events. */
    private static int[] answers(
            final Behaviour behaviour, final int lead, final int metUntil, final int from, final int to, final long beforeMs) {
        final Set<Integer> met = new HashSet<>();
        for (int event = 0; event < metUntil; event++) {
            met.add(behaviour.listing(lead, event));
        }
        final Set<Integer> answers = new LinkedHashSet<>();
        for (int event = from; event < to && behaviour.occurredAt(lead, event) < beforeMs; event++) {
            if (behaviour.weight(lead, event) > 0 && !met.contains(behaviour.listing(lead, event))) {
                answers.add(behaviour.listing(lead, event));
            }
        }
        return answers.stream().mapToInt(Integer::intValue).toArray();
    }
}
