import { after, before } from 'node:test';

import { Cluster } from './support/cluster.js';
import { testCluster } from './support/cluster_cases.js';
import { RedisCluster } from './support/redis.js';

let redis;
let cluster;

before(async () => {
  redis = await RedisCluster.start();
  cluster = await Cluster.start({ REDIS_CLUSTER: redis.ports });
});
after(async () => {
  await cluster?.stop();
  await redis.stop();
});

testCluster(() => cluster);
