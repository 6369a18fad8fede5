"""Alipay's identity certification, played: `python -m simulators.alipay --port 9400 --keys FOLDER`."""
