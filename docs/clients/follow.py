import asyncio

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportError
from gql.transport.websockets import WebsocketsTransport
from websockets.exceptions import WebSocketException


async def follow(url, token, query, variables, cursor_of, ping_interval=10):
    """Yields the events of a subscription, through lost connections, each once and in order."""
    variables = dict(variables)
    while True:
        transport = WebsocketsTransport(
            url=url,
            init_payload={"authorization": f"Bearer {token()}"},
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
            ping_interval=ping_interval,
            pong_timeout=ping_interval,
            connect_args={"close_timeout": 1},
        )
        try:
            async with Client(transport=transport) as session:
                request = GraphQLRequest(query, variable_values=variables)
                async for data in session.subscribe(request):
                    variables["after"] = cursor_of(data)
                    yield data
                return
        except (TransportError, WebSocketException, OSError, asyncio.TimeoutError):
            await asyncio.sleep(1)
