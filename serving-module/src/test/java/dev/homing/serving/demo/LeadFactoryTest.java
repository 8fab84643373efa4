package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LeadFactoryTest {
    private final List<MarketLead> leads = Markets.leads(400);

    @Test
    void shouldHaveABudgetForTheDreamWhenALeadIsDrawn() {
        final double[] budgets = leads.stream().mapToDouble(lead -> lead.taste().budget()).toArray();
        final double[] costs = leads.stream().mapToDouble(lead ->
                ListingFactory.typicalPrice(lead.taste().dream().bestType(), lead.taste().sizeSqft())).toArray();

        assertTrue(Markets.rankCorrelation(budgets, costs) > 0.6);
    }

    @Test
    void shouldDreamOfAllKindsOfHomes() {
        assertEquals(Archetype.values().length,
                leads.stream().map(lead -> lead.taste().dream()).collect(Collectors.toSet()).size());
    }

    @Test
    void shouldSearchWithinTheHistory() {
        for (final MarketLead lead : leads) {
            assertTrue(lead.joinedDay() >= 0 && lead.joinedDay() < Markets.SMALL.days(), lead.toString());
            assertTrue(lead.givesUpDay() > lead.joinedDay(), lead.toString());
            assertTrue(lead.visitsPerDay() > 0 && lead.visitsPerDay() < 1, lead.toString());
        }
    }
}
