package dev.homing.serving.grpc;

import dev.homing.proto.v1.GetRankingRulesResponse;
import dev.homing.proto.v1.SetRankingRulesRequest;
import dev.homing.proto.v1.SetRankingRulesResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.recommend.QueryReader;
import dev.homing.serving.recommend.TenantRules;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.Executor;

/** Reads and replaces a tenant's rules for lists. */
public final class RuleCalls {
    private static final System.Logger LOG = System.getLogger(RuleCalls.class.getName());

    private final TenantRules rules;
    private final QueryReader reader;
    private final Tenants tenants;
    private final Executor workers;

    /**
     * Creates the calls.
     *
     * @param rules   of all tenants
     * @param reader  checks them
     * @param tenants says whose they are
     * @param workers run what waits for the disk
     */
    public RuleCalls(final TenantRules rules, final QueryReader reader, final Tenants tenants, final Executor workers) {
        this.rules = rules;
        this.reader = reader;
        this.tenants = tenants;
        this.workers = workers;
    }

    void get(final StreamObserver<GetRankingRulesResponse> observer) {
        Replies.answer(observer, GetRankingRulesResponse.newBuilder().setRules(rules.of(tenants.number())).build());
    }

    void update(final SetRankingRulesRequest request, final StreamObserver<SetRankingRulesResponse> observer) {
        final Violations violations = new Violations("");
        reader.check(request, violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final String name = Tenants.name();
        tenants.forWriting(observer, () -> true, tenant -> Replies.goOn(workers, observer, () -> {
            try {
                rules.update(name, tenant, request.getRules());
                Replies.answer(observer, SetRankingRulesResponse.newBuilder().setRules(request.getRules()).build());
            } catch (final IOException e) {
                LOG.log(System.Logger.Level.ERROR, "the rules of " + name + " cannot be written", e);
                Replies.refuse(observer, Refusals.internal());
            }
        }));
    }
}
