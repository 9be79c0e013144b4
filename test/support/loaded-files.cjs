// Loaded into `bai` by NODE_OPTIONS: writes which modules of the bundle, by their ids, and which packages beside it the
// command loaded. Only what is compiled in this run is seen, so nothing may have been kept of the command before.
'use strict'
const fs = require('node:fs')
const Module = require('node:module')
const vm = require('node:vm')

const loaded = new Set()
const {Script} = vm
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options)
    const id = /bundle[\\/](.+\.js)$/.exec(options?.filename ?? '')?.[1]
    if (id) loaded.add(id.replaceAll('\\', '/'))
  }
}
const load = Module._load
Module._load = (id, ...rest) => {
  if (!/^[./]/.test(id) && !Module.isBuiltin(id)) loaded.add(`packages/${id}.js`)
  return load(id, ...rest)
}
process.once('exit', () => fs.writeFileSync(process.env.BAI_TEST_LOADED, JSON.stringify([...loaded])))
