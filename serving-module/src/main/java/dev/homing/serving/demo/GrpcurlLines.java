package dev.homing.serving.demo;

/** Commands to copy into a terminal. */
final class GrpcurlLines {
    private GrpcurlLines() {
    }

    /**
     * The lines for a server.
     *
     * @param port      of the server
     * @param leadId    to ask for
     * @param listingId to speak of
     * @param isOnce    whether the server is about to end
     * @return lines that each end with a line feed
     */
    static String of(final int port, final String leadId, final String listingId, final boolean isOnce) {
        final String server = "127.0.0.1:" + port;
        final String lead = "{\"lead_id\":\"" + leadId + "\"";
        return "\n" + (isOnce ? "Without --once the server stays up for lines such as these:"
                        : "The server is up on " + server + " until Ctrl-C. Try, in another terminal:") + "\n\n"
                + line("", server + " list")
                + line("", server + " grpc.health.v1.Health/Check")
                + line(lead + ",\"limit\":5}", server + " homing.v1.RecommendationService/Recommend")
                + line(lead + ",\"normalize\":true}", server + " homing.v1.FeatureService/GetLeadFeatures")
                + line("{\"property_id\":\"" + listingId + "\"}", server + " homing.v1.CatalogService/GetProperty")
                + line("{\"event\":{\"type\":\"PROPERTY_LIKE\",\"lead_id\":\"" + leadId
                        + "\",\"property_id\":\"" + listingId + "\"}}", server + " homing.v1.TrackingService/TrackEvent")
                + line("{\"property_id\":\"" + listingId + "\",\"status\":\"SOLD\"}",
                        server + " homing.v1.CatalogService/UpdatePropertyStatus")
                + line("", server + " homing.v1.ModelService/GetLatencyReport");
    }

    private static String line(final String data, final String call) {
        return "  grpcurl -plaintext " + (data.isEmpty() ? "" : "-d '" + data + "' ") + call + "\n";
    }
}
