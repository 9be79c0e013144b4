// Loaded into `bai` by NODE_OPTIONS when its memory is measured: writes the largest resident size, in KiB, at its end.
'use strict'
const {writeFileSync} = require('node:fs')
process.once('exit', () => writeFileSync(process.env.BAI_BENCH_PEAK, String(process.resourceUsage().maxRSS)))
