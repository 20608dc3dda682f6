#!/bin/bash
# Runs mongod as a replica set of one, with the password its Secret has now: a kept volume opens with a new Secret,
# and a password is rotated by a restart.
set -euo pipefail
install -m 0400 /secrets/keyfile /tmp/keyfile # mongod refuses a key that others may read

mongod --dbpath /data/db --bind_ip 127.0.0.1 --port 27018 --fork --logpath /tmp/first.log --pidfilepath /tmp/first.pid
mongosh --quiet --port 27018 --file /scripts/user.js
mongod --dbpath /data/db --shutdown

exec mongod --dbpath /data/db --bind_ip_all --replSet souk --keyFile /tmp/keyfile --wiredTigerCacheSizeGB "$CACHE_GB"
