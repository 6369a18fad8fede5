"""Aliyun's and Tencent Cloud's SMS, played by one program each; run by `python -m simulators.sms`."""
