import { after, before } from 'node:test';

import { Cluster } from './support/cluster.js';
import { testCluster } from './support/cluster_cases.js';
import { RedisServer } from './support/redis.js';

let redis;
let cluster;

before(async () => {
  redis = await RedisServer.start();
  cluster = await Cluster.start({ REDIS_URL: redis.url, ADAPTER: 'streams' });
});
after(async () => {
  await cluster?.stop();
  await redis.stop();
});

testCluster(() => cluster);
