* A transistor that is a switch.
.model n nmos level=1 vto=0.5 kp=250u
