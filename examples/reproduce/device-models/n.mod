* A level-1 nMOS; the integrations of the SKY130 device that the figures are from have its equations.
.model n nmos level=1 vto=0.5 kp=250u gamma=0.4 phi=0.8 lambda=0.05
