* The level-1 transistor with which the published figures of the device were computed.
.model n nmos level=1 vto=0.5 kp=250u gamma=0.4 phi=0.8 lambda=0.05
