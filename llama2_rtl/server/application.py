"""The endpoint: its routes, what they answer, and that as many conversations are answered at once as there are
speakers."""

import asyncio
import json
import time
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from llama2_rtl.server.objects import Completion, error, models
from llama2_rtl.server.question import BadQuestion, read_question

BAD_REQUEST, NOT_FOUND, UNAVAILABLE = 400, 404, 503
DONE = "data: [DONE]\n\n"


class Endpoint:
    """The application of Speakers under the name `model`; Defaults are what requests leave open."""

    def __init__(self, speakers, model, defaults):
        self.idle, self.model, self.defaults = list(speakers), model, defaults
        self.turns, self.created = asyncio.Semaphore(len(self.idle)), int(time.time())
        self.application = Starlette(routes=[
            Route("/v1/models", self.models), Route("/v1/models/{model}", self.one_model),
            Route("/v1/chat/completions", self.complete, methods=["POST"])])

    async def models(self, _):
        return JSONResponse(models(self.model, self.created))

    async def one_model(self, request):
        if request.path_params["model"] != self.model:
            return JSONResponse(error(f"there is no such model; this is {self.model}", param="model"), NOT_FOUND)
        return JSONResponse(models(self.model, self.created)["data"][0])

    async def complete(self, request):
        """An answer to a conversation. Requests are begun in the order in which they come."""
        try:
            question = read_question(json.loads(await request.body()), self.defaults)
        except BadQuestion as wrong:
            return JSONResponse(error(str(wrong), param=wrong.param), BAD_REQUEST)
        except ValueError as wrong:
            return JSONResponse(error(f"the body is no JSON: {wrong}"), BAD_REQUEST)
        pieces = self._pieces(question)
        try:  # what is wrong with the conversation shows with its first object, ahead of the status
            first = await anext(pieces)
        except ValueError as wrong:
            return JSONResponse(error(str(wrong), param="messages"), BAD_REQUEST)
        except OSError as wrong:
            return JSONResponse(error(str(wrong), "server_error"), UNAVAILABLE)
        if question.stream:
            return StreamingResponse(_events(first, pieces), media_type="text/event-stream")
        await pieces.aclose()
        return JSONResponse(first)

    async def _pieces(self, question):
        """The objects of the answer to a Question: one, or those of a stream. Raises ValueError ahead of the first for
        a conversation that the core cannot take, OSError where the core stops."""
        completion = Completion(self.model)
        async with self._answer(question) as answer:
            texts = iter(answer)
            if not question.stream:
                yield completion.whole(await run_in_threadpool("".join, texts), answer)
                return
            yield completion.piece(dict(role="assistant", content=""))
            while (text := await run_in_threadpool(next, texts, None)) is not None:
                if text:
                    yield completion.piece(dict(content=text))
            yield completion.piece({}, answer.finish_reason)
            if question.stream_usage:
                yield completion.used(answer)

    @asynccontextmanager
    async def _answer(self, question):
        """The Answer to a Question, once a speaker is idle; where the block is left before its end, as when the client
        has gone, it is stopped."""
        async with self._speaker(question) as speaker:
            answer = await run_in_threadpool(speaker.answer, question)
            try:
                yield answer
            finally:
                if answer.finish_reason is None:
                    speaker.forget()

    @asynccontextmanager
    async def _speaker(self, question):
        """A Speaker for a Question: the one whose conversation it goes on with, if that is idle, else the one that has
        been idle for the longest."""
        async with self.turns:
            speaker = next((one for one in self.idle if one.goes_on_with(question)), self.idle[0])
            self.idle.remove(speaker)
            try:
                yield speaker
            finally:
                self.idle.append(speaker)


async def _events(first, pieces):
    """Objects as events of a stream. Where the core stops the last one says why."""
    try:
        yield _event(first)
        async for piece in pieces:
            yield _event(piece)
    except OSError as wrong:
        yield _event(error(str(wrong), "server_error"))
        return
    finally:
        await pieces.aclose()
    yield DONE


def _event(content):
    return f"data: {json.dumps(content)}\n\n"
