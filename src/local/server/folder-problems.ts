import {Problem, type ProblemDetail} from './problems.js'

/** 400: the volume refuses: a path that is not there, or outside. */
export function storageRefused(): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'vfolder-operation-failed',
      title: 'Virtual folder operation has failed due to bad request.',
      errorCode: 'vfolder_generic_bad-request',
    },
    {msg: 'Bad request to storage proxy'},
  )
}

/** 400: sessions have it mounted. */
export function folderMounted(id: string, sessionIds: readonly string[]): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'vfolder-deletion-not-allowed',
      title: 'Virtual folder deletion is not allowed.',
      errorCode: 'vfolder_soft-delete_bad-request',
    },
    {
      msg: `Cannot delete the vfolder. The vfolder(id: ${id}) is mounted on sessions(ids: ${sessionIds.join(', ')}).`,
    },
  )
}

/** 400: not in the trash, or in it. */
export function wrongFolderStatus(msg: string): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'vfolder-filter-status-failed',
      title: 'Virtual folder status filtering has failed.',
      errorCode: 'vfolder_read_bad-request',
    },
    {msg},
  )
}

/** 404, with all that a name could mean. */
export function severalFolders(matches: readonly {id: string; name: string}[]): Problem {
  return new Problem(
    {
      status: 404,
      slug: 'too-many-vfolders',
      title: 'Multiple vfolders found for the operation for a single vfolder.',
      errorCode: 'vfolder_read_conflict',
    },
    {data: {matches}},
  )
}

/** 404 of an invitation. */
export function unknownInvitation(): Problem {
  return new Problem({
    status: 404,
    slug: 'vfolder-invitation-not-found',
    title: 'Virtual folder invitation not found.',
    errorCode: 'vfolder-invitation_read_not-found',
  })
}

/** 409: an upload goes on at another place. */
export function offsetMismatch(msg: string): Problem {
  return storageProblem(
    {status: 409, slug: 'storage/upload-offset-mismatch', title: 'Upload Offset Mismatch'},
    {msg},
  )
}

/** 400: what a transfer asks for cannot be. */
export function badTransfer(msg: string): Problem {
  return storageProblem(
    {status: 400, slug: 'storage/invalid-api-params', title: 'Invalid API parameters'},
    {msg},
  )
}

/** 404 of a file. */
export function unknownFile(): Problem {
  return storageProblem({status: 404, slug: 'storage/file-not-found', title: 'File not found'}, {})
}

function storageProblem(kind: {status: number; slug: string; title: string}, detail: ProblemDetail): Problem {
  return new Problem({...kind, errorCode: 'storage_generic_bad-request'}, detail)
}
