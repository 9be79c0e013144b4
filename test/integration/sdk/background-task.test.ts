import {expect} from 'chai'
import {
  AbortedError,
  NotFoundError,
  TaskFailedError,
  UnavailableError,
  WaitTimeoutError,
} from '../../../src/sdk/errors.js'
import {
  followTask,
  type FollowTaskOptions,
  type TaskProgress,
} from '../../../src/sdk/transport/background-task.js'
import {CLOSE, event, openStream, stream} from '../../support/event-stream.js'
import {problem, type HttpServer, type Reply} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const ROUTE = 'GET /events/background-task'

describe('a background task that is followed', () => {
  const stage = new Stage()
  let manager: HttpServer
  beforeEach(async () => (manager = await stage.manager()))
  afterEach(() => stage.end())

  function follow(replies: readonly Reply[], options: Partial<FollowTaskOptions> = {}): Promise<string> {
    manager.reply(ROUTE, ...replies)
    return followTask(stage.connect(manager, {retries: 0}), 't-1', {what: 'The conversion', ...options})
  }

  it('ends with what the manager said last, and tells the way there', async () => {
    const progress: TaskProgress[] = []
    const text = [
      event(
        'bgtask_updated',
        '{"task_id": "t-1", "message": "half", "current_progress": 1, "total_progress": 2}',
      ),
      event('bgtask_done', '{"task_id": "t-1", "message": "{\\"image_id\\": \\"i-1\\"}"}'),
      CLOSE,
    ]

    const message = await follow([stream(...text)], {onProgress: (one) => progress.push(one)})

    expect(message).to.equal('{"image_id": "i-1"}')
    expect(progress).to.deep.equal([{message: 'half', current: 1, total: 2}])
    expect(manager.requestsTo(ROUTE)[0]?.target).to.include('taskId=t-1')
  })

  it('takes the word None for nothing', async () => {
    expect(await follow([stream(event('bgtask_done', '{"message": "None"}'), CLOSE)])).to.equal('')
  })

  for (const [name, words] of [
    ['bgtask_failed', /failed: no space left/],
    ['bgtask_cancelled', /cancelled: no space left/],
  ] as const) {
    it(`is a failure in the manager's words after ${name}`, async () => {
      const text = event(name, '{"message": "no space left"}')

      const error = await rejection(follow([stream(text, CLOSE)]), TaskFailedError)

      expect(error.message).to.match(words)
    })
  }

  it('is found again when the stream is cut in the middle', async () => {
    const cut = stream('retry: 0\n\n', event('bgtask_updated', '{"message": "Task started"}'))
    const end = stream(event('bgtask_done', '{"message": "there"}'), CLOSE)

    expect(await follow([cut, end])).to.equal('there')
    expect(manager.requestsTo(ROUTE)).to.have.length(2)
  })

  it('is not taken for done when the manager closes without a word', async () => {
    await rejection(follow([stream(CLOSE), stream(CLOSE), stream(CLOSE)]), UnavailableError)
  })

  it('that the manager does not know is not found', async () => {
    await rejection(follow([problem(404, 'generic-not-found', 'No such background task.')]), NotFoundError)
  })

  it('is waited for no longer than asked', async () => {
    const error = await rejection(follow([openStream()], {withinMs: 50}), WaitTimeoutError)

    expect(error.hints.join()).to.include('t-1')
  })

  it('is left to itself after an interruption', async () => {
    const controller = new AbortController()
    const interrupting: Reply = (request, response) => {
      openStream()(request, response)
      controller.abort()
    }

    await rejection(follow([interrupting], {signal: controller.signal}), AbortedError)
  })
})
