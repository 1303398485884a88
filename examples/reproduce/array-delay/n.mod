* A level-1 nMOS, the same as in ../device-models.
.model n nmos level=1 vto=0.5 kp=250u gamma=0.4 phi=0.8 lambda=0.05
