* Access transistor: a long-channel nMOS for 5 V operation, level 1. Values and their origin: SOURCE.md.
.model access_nmos nmos level=1 vto=0.75 kp=144e-6 gamma=0.6 phi=0.7 lambda=0.03 is=1e-14
