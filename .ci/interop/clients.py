"""Makes the calls of calls.json with stubs that protoc made, and looks whether they are all calls there are.

Usage: clients.py ADDRESS CALLS STUBS
"""
import json
import struct
import sys

import grpc
from google.protobuf import descriptor_pb2, json_format, symbol_database

address, calls_file, stubs = sys.argv[1:]
sys.path.insert(0, stubs)
# The classes are found by name once their files are known.
import homing.v1.catalog_service_pb2, homing.v1.feature_service_pb2, homing.v1.maintenance_service_pb2  # noqa: E401,E402
import homing.v1.model_service_pb2, homing.v1.recommendation_service_pb2, homing.v1.tracking_service_pb2  # noqa: E401,E402
import homing.v1.recommendation_service_pb2_grpc as recommendation  # noqa: E402
import inference.open_inference_grpc_pb2 as oip, inference.open_inference_grpc_pb2_grpc as oip_grpc  # noqa: E401,E402

TENANT = "python"
DEADLINE_S = 20
database = symbol_database.Default()
files = [homing.v1.catalog_service_pb2, homing.v1.feature_service_pb2, homing.v1.maintenance_service_pb2,
         homing.v1.model_service_pb2, homing.v1.recommendation_service_pb2, homing.v1.tracking_service_pb2, oip]
methods = {}
for file in files:
    # Which calls stream stands only here, in the versions of protobuf that are around.
    description = descriptor_pb2.FileDescriptorProto()
    file.DESCRIPTOR.CopyToProto(description)
    for service in description.service:
        for method in service.method:
            methods[description.package + "." + service.name + "/" + method.name] = method


def message_class(name):
    return database.GetPrototype(database.pool.FindMessageTypeByName(name.lstrip(".")))


def answers(channel, name, requests, metadata, is_endless):
    """The answers of a call; just the first one of a call that never ends."""
    method = methods[name]
    request_class = message_class(method.input_type)
    response_class = message_class(method.output_type)
    messages = [json_format.ParseDict(request, request_class()) for request in requests]
    kind = {(False, False): channel.unary_unary, (False, True): channel.unary_stream, (True, True): channel.stream_stream}
    call = kind[(method.client_streaming, method.server_streaming)](
        "/" + name, request_serializer=request_class.SerializeToString, response_deserializer=response_class.FromString)
    answer = call(iter(messages) if method.client_streaming else messages[0], timeout=DEADLINE_S, metadata=metadata)
    if is_endless:
        first = next(answer)
        answer.cancel()
        return [first]
    return list(answer) if method.server_streaming else [answer]


def check_inference(channel):
    """The default tenant's ranker scores two rows of zeros alike, as bytes and as numbers."""
    stub = oip_grpc.GRPCInferenceServiceStub(channel)
    columns = stub.ModelMetadata(oip.ModelMetadataRequest(name="ranker"), timeout=DEADLINE_S).inputs[0].shape[1]
    request = oip.ModelInferRequest(model_name="ranker", id="one", raw_input_contents=[bytes(4 * 2 * columns)])
    request.inputs.add(name="rows", datatype="FP32", shape=[2, columns])
    raw = stub.ModelInfer(request, timeout=DEADLINE_S)
    scores = struct.unpack("<2f", raw.raw_output_contents[0])
    del request.raw_input_contents[:]
    request.inputs[0].contents.fp32_contents.extend([0.0] * (2 * columns))
    typed = stub.ModelInfer(request, timeout=DEADLINE_S)
    assert scores[0] == scores[1] and list(typed.outputs[0].contents.fp32_contents) == list(scores), (raw, typed)
    assert list(raw.outputs[0].shape) == [2, 1] and raw.id == "one", raw
    return 3


def main():
    made = set()
    failed = 0
    with open(calls_file, encoding="utf-8") as file:
        calls = json.loads(file.read().replace("TENANT", TENANT))
    with grpc.insecure_channel(address) as channel:
        for call in calls:
            requests = call["request"] if isinstance(call["request"], list) else [call["request"]]
            try:
                got = answers(channel, call["call"], requests, [("homing-tenant", TENANT)], call.get("endless", False))
                code = "OK" if got else "no answer"
            except grpc.RpcError as error:
                code = error.code().name
            made.add(call["call"])
            if code != call["code"]:
                failed += 1
                print("  %s: %s instead of %s" % (call["call"], code, call["code"]))
        for name in sorted(set(methods) - made):
            failed += 1
            print("  %s is not in calls.json" % name)
        stub = recommendation.RecommendationServiceStub(channel)
        found = stub.Recommend(homing.v1.recommendation_service_pb2.RecommendRequest(lead_id="lead-1"), timeout=DEADLINE_S)
        assert found.model_version and len(found.recommendations) == 20, found
        inferred = check_inference(channel)
    print("Python %s, grpcio %s: %d calls, %d failed" % (sys.version.split()[0], grpc.__version__,
                                                        len(calls) + 1 + inferred, failed))
    sys.exit(1 if failed else 0)


main()
