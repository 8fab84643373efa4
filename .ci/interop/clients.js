// Makes the calls of calls.json with @grpc/grpc-js, which reads the contract itself; or, with a fourth argument, with the buf of
// that path, which knows nothing but what reflection tells.
//
// Usage: node clients.js ADDRESS CALLS PROTO-FOLDER [BUF]
'use strict';
const {execFile} = require('child_process');
const fs = require('fs');
const path = require('path');

const [address, callsFile, protos, buf] = process.argv.slice(2);
const TENANT = buf ? 'buf' : 'node';
const DEADLINE_MS = 20000;
const calls = JSON.parse(fs.readFileSync(callsFile, 'utf8').replaceAll('TENANT', TENANT));

function requests(call) {
  return Array.isArray(call.request) ? call.request : [call.request];
}

function withBuf(call) {
  return new Promise((resolve) => {
    const child = execFile(buf, ['curl', '--protocol', 'grpc', '--http2-prior-knowledge', '-H', `homing-tenant: ${TENANT}`,
      '-d', '@-', `http://${address}/${call.call}`], {timeout: DEADLINE_MS}, (error, out, err) => {
      // Its message is JSON with the code in lower case.
      const code = /"code":\s*"([a-z_]+)"/.exec(err);
      resolve(error && !(call.endless && child.killed) ? (code ? code[1].toUpperCase() : err.trim()) : (out.trim() ? 'OK' : 'no answer'));
    });
    if (call.endless) {
      child.stdout.once('data', () => child.kill());
    }
    child.stdin.end(requests(call).map((request) => JSON.stringify(request)).join('\n'));
  });
}

function grpcJs() {
  const grpc = require('@grpc/grpc-js');
  const loader = require('@grpc/proto-loader');
  const files = [...fs.readdirSync(path.join(protos, 'homing/v1')).map((file) => `homing/v1/${file}`),
    'inference/open_inference_grpc.proto'];
  const definition = loader.loadSync(files, {includeDirs: [protos], keepCase: true, longs: Number, enums: String, defaults: true});
  const services = grpc.loadPackageDefinition(definition);
  const stubs = new Map();
  function stub(name) {
    if (!stubs.has(name)) {
      const service = name.split('.').reduce((inside, part) => inside[part], services);
      stubs.set(name, new service(address, grpc.credentials.createInsecure()));
    }
    return stubs.get(name);
  }
  function invoke(name, messages, tenant, isEndless) {
    const [service, method] = name.split('/');
    const shape = definition[service][method];
    const metadata = new grpc.Metadata();
    if (tenant) {
      metadata.set('homing-tenant', tenant);
    }
    const options = {deadline: Date.now() + DEADLINE_MS};
    return new Promise((resolve, reject) => {
      if (!shape.responseStream) {
        stub(service)[method](messages[0], metadata, options, (error, answer) => error ? reject(error) : resolve([answer]));
        return;
      }
      const answers = [];
      const call = shape.requestStream ? stub(service)[method](metadata, options)
        : stub(service)[method](messages[0], metadata, options);
      call.on('data', (answer) => {
        answers.push(answer);
        if (isEndless) {
          resolve(answers);
          call.cancel();
        }
      }).on('error', reject).on('end', () => resolve(answers));
      if (shape.requestStream) {
        messages.forEach((message) => call.write(message));
        call.end();
      }
    });
  }
  return {
    name: `Node ${process.version}, @grpc/grpc-js ${require('@grpc/grpc-js/package.json').version}`,
    async make(call) {
      try {
        return (await invoke(call.call, requests(call), TENANT, call.endless)).length ? 'OK' : 'no answer';
      } catch (error) {
        return grpc.status[error.code] || String(error);
      }
    },
    // The default tenant's ranker scores two rows of zeros alike.
    async infer() {
      const [metadata] = await invoke('inference.GRPCInferenceService/ModelMetadata', [{name: 'ranker'}]);
      const columns = metadata.inputs[0].shape[1];
      const [answer] = await invoke('inference.GRPCInferenceService/ModelInfer', [{model_name: 'ranker',
        inputs: [{name: 'rows', datatype: 'FP32', shape: [2, columns]}], raw_input_contents: [Buffer.alloc(8 * columns)]}]);
      const scores = answer.raw_output_contents[0];
      if (scores.length !== 8 || scores.readFloatLE(0) !== scores.readFloatLE(4)) {
        throw new Error(JSON.stringify(answer));
      }
      return 2;
    },
  };
}

async function main() {
  const client = buf ? {name: 'buf curl', make: withBuf, infer: async () => 0} : grpcJs();
  let failed = 0;
  for (const call of calls) {
    const code = await client.make(call);
    if (code !== call.code) {
      failed++;
      console.log(`  ${call.call}: ${code} instead of ${call.code}`);
    }
  }
  const inferred = await client.infer();
  console.log(`${client.name}: ${calls.length + inferred} calls, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
