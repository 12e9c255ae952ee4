"""An office network: the second laptop and the phones come in over HTTPS, with a certificate made here.

``acasa serve --office`` looks up the machine's addresses (``network``), keeps a small certificate authority and
a certificate for exactly these addresses (``certificates``), and shows a QR code. On a second port, over plain
http, it explains how to let a device in (``welcome``), and nothing else. docs/adr/0010-office-network.md says why.
"""
