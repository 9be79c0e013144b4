// Loaded into `bai` by NODE_OPTIONS: writes the files of the bundle and the packages that the command loaded.
'use strict'
const fs = require('node:fs')
const Module = require('node:module')

const loaded = new Set()
const {readFileSync} = fs
fs.readFileSync = (file, ...rest) => {
  const part = /bundle[\\/](?:chunks[\\/])?[^\\/]+\.js$/.exec(String(file))
  if (part) loaded.add(part[0].replaceAll('\\', '/'))
  return readFileSync(file, ...rest)
}
const load = Module._load
Module._load = (id, ...rest) => {
  if (!id.startsWith('.') && !id.startsWith('/') && !Module.isBuiltin(id)) loaded.add(`package:${id}`)
  return load(id, ...rest)
}
process.once('exit', () => fs.writeFileSync(process.env.BAI_TEST_LOADED, JSON.stringify([...loaded])))
