"""Read by the server of `make lab` and of Binder: every message leaves at once.

Without it a small message waits until the browser has acknowledged the one before, which a browser puts off
for 40 ms; a slider's picture then comes 25 ms after a key or 55 ms, by chance. Measured: `make bench`.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c.ServerApp.kernel_websocket_connection_class = PromptConnection  # noqa: F821  (Jupyter gives c)
