"""What `client-peers` talks to: Debian's Socket.IO server, on aiohttp. Its options come as JSON in the first argument:
{"port": 0}. Prints the port once it listens."""

import asyncio
import json
import sys

try:
    import socketio
    from aiohttp import web
except ImportError as error:
    sys.exit(f"error: {error} | cure: sudo apt-get install python3-socketio python3-aiohttp")

io = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
handshakes = {}


@io.event
async def connect(sid, environ, auth):
    handshakes[sid] = (environ, auth)


@io.on("connect", namespace="/admin")
async def connect_admin(sid, environ, auth):
    if not auth or auth.get("token") != "secret":
        raise socketio.exceptions.ConnectionRefusedError("not allowed", {"code": 7, "details": ["token"]})


@io.on("echo")
async def echo(sid, *values):
    await io.emit("echo", values, to=sid)


@io.on("echo", namespace="/admin")
async def echo_admin(sid, *values):
    await io.emit("echo", values, to=sid, namespace="/admin")


@io.on("ask")
async def ask(sid, *values):
    return values


@io.on("big please")
async def big_please(sid, count):
    await io.emit("big", 'x"ü\n' * count, to=sid)


@io.on("question")
async def question(sid, *values):
    async def answered(*answer):
        await io.emit("answer", answer, to=sid)

    await io.emit("question", values, to=sid, callback=answered)


@io.on("join")
async def join(sid, room):
    io.enter_room(sid, room)
    return ()


@io.on("to room")
async def to_room(sid, room, text):
    await io.emit("room", text, room=room)


@io.on("disconnect me")
async def disconnect_me(sid):
    await io.disconnect(sid)


@io.on("handshake")
async def handshake(sid):
    environ, auth = handshakes[sid]
    query = dict(part.split("=", 1) for part in environ["QUERY_STRING"].split("&"))
    return {"query": query.get("q"), "header": environ.get("HTTP_X_TEST"), "auth": auth}


async def main():
    options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    app = web.Application()
    io.attach(app)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", options.get("port", 0))
    await site.start()
    print(f"PORT {site._server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
