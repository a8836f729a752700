import type { Foreign, Foreigner } from "../../scenarios/language/index.js";
import { services } from "../services/index.js";

const seeReadme = "see README, What it leaves out";
const ownBalancer = "balancer: { name: edge } of each service behind it";

/**
 * Keys that people write about a fleet and that we do not model or spell otherwise, by path; the first match counts.
 */
const foreigners: readonly (readonly [path: RegExp, Foreign | Foreigner])[] = [
  ...inService({
    launchType: unlessFargate,
    "healthCheckGracePeriod(Seconds)?": elsewhere("healthCheck: { gracePeriod: 60s } of the service"),
    "desiredCount|count|replicas|tasks": elsewhere("desired"),
    "circuitBreaker|deploymentCircuitBreaker": elsewhere("deployment: { circuitBreaker: … } of the service"),
    "minCapacity|maxCapacity|min|max": elsewhere("bounds: { min: …, max: … }"),
    "autoscaling|autoScaling|scalingPolicies": elsewhere("scaling: [ … ]"),
    "capacityProviders|capacityProviderStrategy": elsewhere("capacity: { FARGATE: { weight: 1 } }"),
    "loadBalancers?|targetGroups?|listener": elsewhere(ownBalancer),
    "dependsOn|calls|upstream|downstream": elsewhere("steps: [ { call: pricing } ] of the requests that make the call"),
    "serviceConnect.*|serviceRegistries|cloudMap|mesh": missing("service discovery and Service Connect"),
    "placement.*": missing(
      "placement constraints",
      "tasks are spread over zones, and placement: binpack or spread of a group of instances says on which",
    ),
    "schedulingStrategy|daemon": elsewhere("instances: { EC2: { scaling: [ … ] } }, whose tasks fill its instances"),
    "autoScalingGroups?|asg|capacityProvider|spotFleet|nodeGroups?|nodes|instanceTypes?|instanceGroups?": elsewhere(
      "instances: { EC2_SPOT: { types: [m6g.2xlarge] } }, and capacity: { EC2_SPOT: { weight: 1 } }",
    ),
    deploymentController: missing("deployments by CodeDeploy or an external controller"),
    networkMode: missing("what changes neither cost nor latency here", "leave it out"),
    "volumes?|efs.*|ebs.*": missing("volumes"),
    "networkConfiguration|subnets|securityGroups|platformVersion|enableExecuteCommand|executionRoleArn|taskRoleArn|tags":
      missing("what changes neither cost nor latency here", "leave it out"),
  }),
  ...inService({
    "memorySize|memoryMb": elsewhere("memory: 512 MB"),
    architectures: elsewhere("architecture: arm64"),
    "packageType|package": elsewhere("packaging: zip, or image"),
    "reservedConcurrentExecutions|maxConcurrency": elsewhere("reservedConcurrency: 100"),
    "provisionedConcurrency|provisionedConcurrentExecutions|provisionedConcurrencyConfig":
      elsewhere("provisioned: { desired: 50 }"),
    "deadLetterConfig|destinationConfig|onFailure": elsewhere("asynchronous: { deadLetter: true }"),
    snapStart: missing("SnapStart", "write its restore time as the init of the function"),
    "eventSource.*|eventSourceMapping.*": missing("what invokes a function for a queue or a stream"),
    ephemeralStorage: missing("ephemeral storage of functions beyond 512 MB"),
  }),
  ...inService({
    "fifo.*|contentBasedDeduplication|deduplicationScope": missing("FIFO queues"),
    "delaySeconds|deliveryDelay": missing("messages that become visible later"),
    "redrivePolicy|redrive|deadLetters?|dlq": elsewhere(
      "maxReceiveCount: 3, and deadLetterQueue: the queue that gets them",
    ),
    "messageRetentionPeriod|messageRetentionSeconds": elsewhere("retention: 96h"),
    visibilityTimeoutSeconds: elsewhere("visibilityTimeout: 30s"),
    "receiveMessageWaitTimeSeconds|receiveWaitTimeSeconds|waitTimeSeconds": elsewhere("receiveWait: 20s"),
    "maxNumberOfMessages|batchSize": elsewhere("batch: 10 of the worker-service"),
  }),
  ...inService({
    kind: asWord(
      [
        [/sqs|queue/i, "kind: queue"],
        [/worker|consumer/i, "kind: worker-service, with queue: jobs"],
        [/function|faas|serverless/i, "kind: lambda"],
        [/socket/i, "kind: websocket-service"],
        [/run-?task|batch/i, "kind: run-launcher"],
        [/^(ecs|fargate|http|rest|web|api)\b/i, "kind: request-service"],
      ],
      missing("such a kind of service", `there are ${services.map(({ kind }) => kind).join(", ")}`),
    ),
  }),
  ...under("task", {
    "containerDefinitions|sidecars?": elsewhere(
      "containers: [ { name: proxy, cpu: 0.1 vCPU, memory: 256 MiB } ] for the sidecars; cpu and memory are the application's",
    ),
    ephemeralStorage: elsewhere("storage: 50 GB"),
    "runtimePlatform|cpuArchitecture": elsewhere("architecture: arm64"),
    "concurrency|slots|threads|workers": elsewhere("maxConcurrent, or a discipline of worker-pool"),
    "gpus?|accelerators?": missing("GPUs"),
    memoryReservation: elsewhere("memory"),
    "volumes?|efs.*|ebs.*": missing("volumes"),
    "networkMode|executionRoleArn|taskRoleArn|family|requiresCompatibilities|tags": missing(
      "what changes neither cost nor latency here",
      "leave it out",
    ),
  }),
  ...under("task\\.containers\\[\\d+\\]", {
    memoryReservation: elsewhere("memory"),
    image: elsewhere("image of the task, for all its containers together"),
    "dependsOn|startTimeout|stopTimeout|restartPolicy|healthCheck": missing(
      "when a sidecar starts, stops and is healthy",
      "it runs as long as its task",
    ),
    "command|entryPoint|environment.*|secrets|portMappings|logConfiguration|mountPoints|ulimits|user|linuxParameters|firelens.*":
      missing("what changes neither cost nor latency here", "leave it out"),
  }),
  ...under("capacity", {
    "(?!FARGATE|EC2)[^.]+": unlessNear(
      elsewhere("EC2 or EC2_SPOT, with its group under instances of the service, where it is one of EC2 instances"),
    ),
  }),
  ...under("instances\\.[^.]+", {
    "instanceTypes?|type|overrides|mixedInstancesPolicy|launchTemplateOverrides|pools": elsewhere(
      "types: [c6g.2xlarge, m6g.2xlarge]",
    ),
    "minSize|maxSize|min|max|minCapacity|maxCapacity": elsewhere("bounds: { min: 0, max: 200 }"),
    "desiredCapacity|count|size|instances": elsewhere(
      "desired: 20 of a group with scaling; bounds where its tasks lead",
    ),
    "(spot)?AllocationStrategy": elsewhere("allocation: price-capacity-optimized"),
    "(default|estimated)?InstanceWarmup|(default)?Cooldown|estimatedWarmup": elsewhere("warmup: 300s"),
    capacityRebalance: elsewhere("capacityRebalancing: { before: 5m }"),
    "managedScaling|autoScalingGroupProvider": elsewhere("managed: { emptyFor: 15m }"),
    "placementStrateg.*|strategy|packing": elsewhere("placement: binpack"),
    "kubeReserved|systemReserved|reserved.*|daemons?|overhead": elsewhere(
      "reserve: { cpu: 0.1 vCPU, memory: 600 MiB }",
    ),
    "rootVolume|ebs.*|blockDevice.*|disk|storage": elsewhere("volume: 30 GB"),
    "(spot)?MaxPrice|bid": missing(
      "a maximum price of Spot",
      "AWS says that it brings more interruptions; leave it out",
    ),
    "onDemandBaseCapacity|onDemandPercentage.*|spotInstancePools|weights|weightedCapacity": missing(
      "purchase options within a group",
      "capacity: { EC2: { base: 2, weight: 30 }, EC2_SPOT: { weight: 70 } } splits tasks; types are compared by what a task costs",
    ),
    targetCapacity: missing("headroom of managed scaling", "bounds.min keeps some instances"),
    "warmPool.*|lifecycleHooks?|terminationPolic.*|instanceRefresh|predictive.*": missing(
      "warm pools, hooks and policies of an Auto Scaling group",
    ),
    "launchTemplate|amiId|imageId|ami|keyName|securityGroups|subnets|userData|iamInstanceProfile|tags|healthCheck.*":
      missing("what changes neither cost nor latency here", "leave it out"),
  }),
  ...under("balancer", {
    "sticky|stickiness.*|sessionAffinity": missing(
      "stickiness of requests",
      "each is balanced by itself; sessions stay with their task in a service of kind: websocket-service",
    ),
    "protocol|protocolVersion|http2|grpc": missing(
      "HTTP/2 and gRPC",
      "requests are balanced one by one; streams stay with their task in a service of kind: websocket-service",
    ),
    "crossZone.*": missing("balancing within a zone alone", "an ALB balances across zones; leave it out"),
    "type|nlb|network": missing("network load balancers"),
    waf: missing("AWS WAF", "add its price to the result by hand"),
    targetType: missing("what changes neither cost nor latency here", "leave it out"),
    "loadBalancerName|id|arn": elsewhere("name: edge"),
    "internal|public|internetFacing": elsewhere("scheme: internal, or internet-facing"),
    "listenerRules?|rules?|priority|hosts?|paths?|conditions": missing(
      "which request a listener rule sends where",
      "a demand says it: to: web; infrastructure.listenerRules counts the rules for the LCU",
    ),
    anomalyMitigation: missing("anomaly mitigation"),
    "healthCheck|health": elsewhere("healthCheck of the service"),
    deregistrationDelay: elsewhere("drain: { deregistrationDelay: 30s } of the service"),
  }),
  ...under("healthCheck", {
    "path|port|protocol|matcher|healthyHttpCodes": missing(
      "what a health check asks for",
      "it fails where the task is not there, has not booted or is overloaded: leave it out",
    ),
  }),
  ...under("deployment", {
    circuitBreaker: (_, value) =>
      typeof value === "boolean" ? elsewhere("circuitBreaker: { enable: true, rollback: true }") : undefined,
    controller: missing("deployments by CodeDeploy or an external controller"),
    strategy: (_, value) =>
      typeof value === "string"
        ? elsewhere(`strategy: { kind: ${value.toLowerCase().replace("_", "-").slice(0, 20)} }`)
        : undefined,
    "canary|canaryConfiguration|type|trafficRouting": elsewhere("strategy: { kind: canary, share: 5 %, lasts: 10m }"),
    "linear|linearConfiguration": elsewhere("strategy: { kind: linear, step: 10 %, lasts: 6m }"),
    "blueGreen|blueGreenConfiguration": elsewhere("strategy: { kind: blue-green, bakeTime: 10m }"),
    "bakeTime.*": elsewhere("strategy: { kind: canary, bakeTime: 10m }"),
    "alarms|rollback": elsewhere("abort: [ p99 <= 3s for 5m, errorRate <= 1 % ]"),
    "lifecycleHooks?": missing("deployments that wait for hooks"),
  }),
  ...under("deployment\\.strategy", {
    "percent|canaryPercent|weight|traffic": elsewhere("share: 5 %"),
    "stepPercent|steps": elsewhere(
      "step: 10 %; shares of your own: { kind: weighted, steps: [ { share: 10 %, lasts: 30m } ] }",
    ),
    "canaryBakeTime.*|stepBakeTime.*|duration|wait": elsewhere("lasts: 10m"),
    bakeTimeInMinutes: elsewhere("bakeTime: 10m"),
  }),
  ...under("scaling\\[\\d+\\]", {
    kind: (_, value) => (/predict/i.test(String(value)) ? missing("predictive scaling") : undefined),
    metric: (path, value, isNear) =>
      /backlog|messages|sqs/i.test(String(value))
        ? unlessNear(elsewhere("metric: backlog-per-task, or visible-messages, of a worker-service"))(
            path,
            value,
            isNear,
          )
        : /request[-_]?count|per[-_]?(task|target)|^rps$/i.test(String(value))
          ? unlessNear(elsewhere("metric: requests-per-target"))(path, value, isNear)
          : unlessNear(missing("scaling by a metric of your own"))(path, value, isNear),
    "customizedMetric.*|customMetric": missing("scaling by a metric of your own"),
    "predefinedMetric.*": elsewhere("metric: ECSServiceAverageCPUUtilization"),
    targetValue: elsewhere("target: 60 %"),
    "schedule|at|time|when|every|recurrence": elsewhere("cron: '45 8 * * *'"),
    "min|max|minCapacity|maxCapacity|scalableTargetAction": elsewhere("bounds: { min: 2, max: 10 }"),
  }),
  ...under("scaling\\[\\d+\\]\\.steps\\[\\d+\\]", {
    "from|above|over": elsewhere("lowerBound: 10 %, how far beyond the threshold"),
    "to|below|under|until": elsewhere("upperBound: 20 %, how far beyond the threshold"),
    "change|by|add|remove|delta|tasks|capacity": elsewhere("adjustment: 2"),
  }),
  [/^incidents\[\d+\]\.(every|repeat|repeats|schedule|recurrence|interval)$/i, elsewhere("cron: '0 3 * * *'")],
  [/^incidents\[\d+\]\.(date|time|when|start|begin|since)$/i, elsewhere("at: 2026-03-18T20:00")],
  [/^incidents\[\d+\]\.(duration|for|length)$/i, elsewhere("lasts: 30m")],
  [/^incidents\[\d+\]\.(multiplier|times|multiply|by)$/i, elsewhere("factor: 4")],
  [
    /^demand\[\d+\](\.session)?\.http\.(version|protocol|http2)$/i,
    missing("HTTP/2", "requests are sent over HTTP/1.1 with keep-alive"),
  ],
  [/^demand\[\d+\]\.http\.(cookies?|jar)$/i, missing("a cookie jar", "write a header cookie with a field of a feeder")],
  [/^demand\[\d+\]\.http\.(followRedirects?|redirects?)$/i, missing("following redirects", "drive the page itself")],
  [/^demand\[\d+\]\.http\.(query|params|qs|url)$/i, elsewhere("path: /search?q=…")],
  [/^demand\[\d+\]\.http\.(auth|basicAuth|bearer|token)$/i, elsewhere("headers: { authorization: … }")],
  [/^demand\[\d+\]\.http\.(tls|cert|key|insecure.*)$/i, missing("client certificates")],
  [
    /^demand\[\d+\]\.(users|vus|virtualUsers|concurrency|thinkTime|stages|iterations)$/i,
    missing("a closed loop of users", "say how many come: curve: 20/s, or session for users with think times"),
  ],
  [
    /\.steps\[\d+\]\.(http|db|query|invoke|cache|service|request)$/i,
    elsewhere("call: pricing, a service of the scenario, or a wait with the distribution of its latency"),
  ],
  [/\.steps\[\d+\]\.(publish|parallel|sleep)$/i, missing("such a step", "a wait with the distribution of its latency")],
  [
    /^infrastructure\.(loadBalancers?Type|nlb|apiGateway|cloudFront|waf|rds|aurora|elastiCache|redis|s3|sqs|efs)$/i,
    missing("its price", "other: [ { name: CloudFront, perMonth: $120 } ]"),
  ],
  [
    /^infrastructure\.(vpcEndpoint|endpoints?|privateLink)$/i,
    elsewhere("vpcEndpoints: { interface: 4, gateway: true }"),
  ],
  [
    /^(topics?|sns|databases?|rds|dynamodb|tables|cache|redis|cluster|vpc|network|cloudfront|apiGateway|waf)$/i,
    missing("anything but services of load-balanced requests"),
  ],
  [
    /^(instances|ec2|autoScalingGroups?|asg|nodeGroups?|infrastructure\.instances)$/i,
    elsewhere("services: { web: { instances: { EC2: { types: [m6g.2xlarge] } } } }, and EC2 in its capacity"),
  ],
  [/^infrastructure\.(eks|kubernetes|cluster.*)$/i, elsewhere("eksClusters: 1")],
  [/^infrastructure\.(openSearch.*|ocus?|search)$/i, elsewhere("openSearchOcus: 2")],
  [/^(infrastructure\.)?(lambdas?|functions)$/i, elsewhere("services: { burst: { kind: lambda, memory: 512 MB } }")],
  [/^(queues?|sqs)$/i, elsewhere("services: { jobs: { kind: queue } }")],
  [/^((load)?balancers?|albs?|targetGroups?|listeners?)$/i, elsewhere(ownBalancer)],
  [/^(slos?|thresholds|goals|budgets?)$/i, elsewhere("objectives: [ web p99 <= 1s, cost perMonth <= $500 ]")],
  [
    /^incidents\[\d+\]\.kind$/,
    asWord(
      [
        [
          /canary|blue|linear|rollout|release/i,
          "kind: deployment, and deployment: { strategy: { kind: canary } } of its service",
        ],
      ],
      missing("such an incident"),
    ),
  ],
];

/**
 * The message about a part of a scenario that its shape does not know, printed beside the list of keys that it does.
 * AWS's words are known in Terraform's spelling too: launch_type is launchType.
 */
export const notModelled: Foreigner = (path, value, isNear) => {
  const camel = path.replace(/([^.]+)$/, (key) =>
    key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
  const foreign = foreigners.find(([pattern]) => pattern.test(camel))?.[1];
  return typeof foreign === "function" ? foreign(camel, value, isNear) : foreign;
};

type Words = Readonly<Record<string, Foreign | Foreigner>>;

/** Keys of a service, each pattern for the whole key whatever its case. */
function inService(words: Words) {
  return Object.entries(words).map(
    ([key, foreign]) => [new RegExp(`^services\\.[^.]+\\.(${key})$`, "i"), foreign] as const,
  );
}

/** Keys of a part of a service. */
function under(part: string, words: Words) {
  return inService(Object.fromEntries(Object.entries(words).map(([key, foreign]) => [`${part}\\.(${key})`, foreign])));
}

function missing(what: string, instead?: string): Foreign {
  const hint = instead === undefined ? seeReadme : `${instead}; ${seeReadme}`;
  return { code: "not-modelled", expected: `nothing here (not modelled yet: ${what})`, hint };
}

function elsewhere(spelling: string): Foreign {
  return {
    code: "spelled-elsewhere",
    expected: `the spelling ${spelling}`,
    hint: "AWS or other tools call it otherwise",
    meant: /^\w+(?=:)/.exec(spelling)?.[0],
  };
}

/** Unless the word looks like a misspelling of one that we know. */
function unlessNear(foreign: Foreign): Foreigner {
  return (_path, _value, isNear) => (isNear ? undefined : foreign);
}

/** A value in the words of others, by what is in it; anything else that is far from all of ours is not modelled. */
function asWord(words: readonly (readonly [RegExp, spelling: string])[], other: Foreign): Foreigner {
  return (path, value, isNear) => {
    const spelling = words.find(([pattern]) => pattern.test(String(value)))?.[1];
    return unlessNear(spelling === undefined ? other : elsewhere(spelling))(path, value, isNear);
  };
}

function unlessFargate(_path: string, value: unknown): Foreign {
  const isFargate = String(value).toUpperCase() === "FARGATE";
  if (isFargate) {
    return {
      code: "not-modelled",
      expected: "no launch type, since tasks run on Fargate by default",
      hint: "leave it out",
    };
  }
  return String(value).toUpperCase() === "EC2"
    ? elsewhere("capacity: { EC2: { weight: 1 } }, and instances: { EC2: { types: [m6g.2xlarge] } }")
    : missing(`the launch type ${String(value).slice(0, 20)}`, "tasks run on Fargate, or on EC2 instances");
}
