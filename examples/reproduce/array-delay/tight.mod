* The same without it.
.model n nmos level=3 vto=0.2 kp=250u gamma=0.4 phi=0.8 tox=10n
