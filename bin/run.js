#!/usr/bin/env node
'use strict'
require('../bundle/start.js').start(
  process.argv.slice(2),
  `${require('node:path').dirname(__dirname)}/`,
  require,
)
