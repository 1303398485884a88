* SET of row 0 of a 4 x 4 1T1R array
* dialect hspice
* array: 4 rows (word lines) x 4 columns (bit lines), numbered from 0; (0, 0) is nearest the drivers
* cells: memristors drawn from ag-mos2 with seed 1
* access transistors 60 um x 0.6 um, wires 0.5 ohm a segment, drivers 10 ohm
* stress: V_GS, V_GB 1.12 V in half-selected cells of the row of a SET (rated 5.5 V); V_GD, V_DS 5 V in half-selected cells of the column of a SET (rated 5.5 V)
* written by mxbar 0.1.0: mxbar netlist set --scope array --dialect hspice
* set 5 V for 0.02 s, word line at 1.12 V
* XCELL_r_c memristor and MCELL_r_c access transistor of row r, column c; RBL, RSL wire; VBL, VSL, VWL drivers
* the first segment of each line holds the driver's resistance
* the figures below marked 'expect' are what ngspice 39 found in this circuit
* expect i_vsl0 = 0.0010398166032675796 A (relative 0.02, absolute 0): current into source line 0's sense node at the end of the pulse's plateau
* expect w_0_0 = 0.3946208664366142 1 (relative 0.02, absolute 0.02): state of cell (0, 0) then, 0 (HRS) to 1 (LRS)
* expect t_switch_0 = 0.0017068884715487629 s (relative 0.02, absolute 0): when that state passes 0.05
* expect q_vsl0 = 1.9046276164760717e-05 C (relative 0.02, absolute 0): charge into source line 0's sense node
* expect i_vsl1 = 0.0010284479439103935 A (relative 0.02, absolute 0): current into source line 1's sense node at the end of the pulse's plateau
* expect w_0_1 = 1.0000000000148475 1 (relative 0.02, absolute 0.02): state of cell (0, 1) then, 0 (HRS) to 1 (LRS)
* expect t_switch_1 = 0.002496995942229466 s (relative 0.02, absolute 0): when that state passes 0.05
* expect q_vsl1 = 1.854690744230502e-05 C (relative 0.02, absolute 0): charge into source line 1's sense node
* expect i_vsl2 = 0.0010363857212412836 A (relative 0.02, absolute 0): current into source line 2's sense node at the end of the pulse's plateau
* expect w_0_2 = 1 1 (relative 0.02, absolute 0.02): state of cell (0, 2) then, 0 (HRS) to 1 (LRS)
* expect t_switch_2 = 0.0004080610071896498 s (relative 0.02, absolute 0): when that state passes 0.05
* expect q_vsl2 = 2.034242113878885e-05 C (relative 0.02, absolute 0): charge into source line 2's sense node
* expect i_vsl3 = 0.001031618320307798 A (relative 0.02, absolute 0): current into source line 3's sense node at the end of the pulse's plateau
* expect w_0_3 = 1 1 (relative 0.02, absolute 0.02): state of cell (0, 3) then, 0 (HRS) to 1 (LRS)
* expect t_switch_3 = 0.000692635324176981 s (relative 0.02, absolute 0): when that state passes 0.05
* expect q_vsl3 = 2.0032083587023364e-05 C (relative 0.02, absolute 0): charge into source line 3's sense node
.param v_set_0_0=3.5492627502545107
.param v_reset_0_0=0.39177259802577763
.param r_lrs_0_0=57.75307957050237
.param r_hrs_0_0=28753422.971312482
.param g_stable_0_0=0.00031702747425609403
.param can_reset_0_0=1
.param w0_0_0=0
.param v_set_0_1=3.071709354761943
.param v_reset_0_1=1.0528416007094092
.param r_lrs_0_1=587.2897996070343
.param r_hrs_0_1=518441.0220301508
.param g_stable_0_1=0.00027869890374858304
.param can_reset_0_1=1
.param w0_0_1=0
.param v_set_0_2=1.0396626195747443
.param v_reset_0_2=3.102422453233476
.param r_lrs_0_2=278.4816762876133
.param r_hrs_0_2=2379785.6776909335
.param g_stable_0_2=0.00019879046824285406
.param can_reset_0_2=1
.param w0_0_2=0
.param v_set_0_3=1.3595817406213
.param v_reset_0_3=0.5972265152008703
.param r_lrs_0_3=463.4264456669874
.param r_hrs_0_3=792223.3874600846
.param g_stable_0_3=0.00013349437218768248
.param can_reset_0_3=1
.param w0_0_3=0
.param v_set_1_0=1.5891834885293363
.param v_reset_1_0=0.9820559927736185
.param r_lrs_1_0=1024.8770612681137
.param r_hrs_1_0=1018460.3974383998
.param g_stable_1_0=0.00027880909820887786
.param can_reset_1_0=1
.param w0_1_0=0
.param v_set_1_1=0.7543306865984942
.param v_reset_1_1=2.0919204775420046
.param r_lrs_1_1=189.42474045514146
.param r_hrs_1_1=1174735.156819236
.param g_stable_1_1=0.00013524754663069163
.param can_reset_1_1=1
.param w0_1_1=0
.param v_set_1_2=1.0095736885101503
.param v_reset_1_2=1.3900660571103478
.param r_lrs_1_2=1998.931339502979
.param r_hrs_1_2=553445.1465171754
.param g_stable_1_2=0.00030540485733197056
.param can_reset_1_2=1
.param w0_1_2=0
.param v_set_1_3=1.5746593284840786
.param v_reset_1_3=2.6446919699558333
.param r_lrs_1_3=404.86637176844306
.param r_hrs_1_3=98675.2367847756
.param g_stable_1_3=0.0001532531192403975
.param can_reset_1_3=1
.param w0_1_3=0
.param v_set_2_0=1.352937439533762
.param v_reset_2_0=1.158637767476945
.param r_lrs_2_0=367.2438828451044
.param r_hrs_2_0=9599242.662209392
.param g_stable_2_0=0.0001528714486706628
.param can_reset_2_0=1
.param w0_2_0=0
.param v_set_2_1=1.5888837020725999
.param v_reset_2_1=0.7430622991827862
.param r_lrs_2_1=1441.5135728791706
.param r_hrs_2_1=529838.410202005
.param g_stable_2_1=0.0002118012966488342
.param can_reset_2_1=1
.param w0_2_1=0
.param v_set_2_2=0.48922622612035294
.param v_reset_2_2=0.2962196780731021
.param r_lrs_2_2=826.3361977357042
.param r_hrs_2_2=3158628.928401987
.param g_stable_2_2=0.00029597026140412545
.param can_reset_2_2=1
.param w0_2_2=0
.param v_set_2_3=4.185638843840133
.param v_reset_2_3=3.762665408094711
.param r_lrs_2_3=1651.9961283465027
.param r_hrs_2_3=2162958.586734937
.param g_stable_2_3=0.00017518768342668635
.param can_reset_2_3=1
.param w0_2_3=0
.param v_set_3_0=3.946696972319602
.param v_reset_3_0=0.4225194179923484
.param r_lrs_3_0=639.1376892462259
.param r_hrs_3_0=222827.86519850494
.param g_stable_3_0=0.00025855503811806176
.param can_reset_3_0=1
.param w0_3_0=0
.param v_set_3_1=0.6145627058621241
.param v_reset_3_1=1.333131649888325
.param r_lrs_3_1=241.34840388692413
.param r_hrs_3_1=3877661.2359405956
.param g_stable_3_1=0.00017328206787063533
.param can_reset_3_1=1
.param w0_3_1=0
.param v_set_3_2=9.958402859643897
.param v_reset_3_2=0.5176615679862366
.param r_lrs_3_2=2375.052479151352
.param r_hrs_3_2=467273.2631753275
.param g_stable_3_2=0.00021105986036264578
.param can_reset_3_2=1
.param w0_3_2=0
.param v_set_3_3=1.0084024056583896
.param v_reset_3_3=0.8160387501098785
.param r_lrs_3_3=439.69073408313
.param r_hrs_3_3=4296679.187840229
.param g_stable_3_3=0.00022360679545995057
.param can_reset_3_3=1
.param w0_3_3=0
.model access_nmos nmos level=1 vto=0.75 kp=0.000144 gamma=0.6 phi=0.7 lambda=0.03 is=1e-14
.subckt ag_mos2 te be v_set=1.22 v_reset=0.98 r_lrs=519 r_hrs=1100000 w0=0 g_stable=0.00023 can_reset=1
+ v_hold=0.13 g_nucleus=2e-06 v_ohmic=0.2 v_read=0.1 sharpness=0.02 rate_grow=1 rate_nucleus=3
+ rate_dissolve=100 rate_limit=100000 tau_weak=0.002 steepness=12 w_stable_max=0.6
.param v_hold_own='min(v_hold,v_set)'
.param v_span='v_set-v_hold_own'
.param w_nucleus='g_nucleus*r_lrs'
.param w_stable='min(g_stable*r_lrs,w_stable_max)'
.param k_hrs='1/(r_hrs*sqrt(v_read*v_read+v_ohmic*v_ohmic))'
.param v_ohmic_squared='v_ohmic*v_ohmic'
.param grow_resistance='1/(rate_grow*w_nucleus)'
.param l_nucleus='rate_nucleus*w_nucleus/(v_set*v_set)'
.param dissolve_ratio='rate_limit/rate_dissolve'
.param c_dissolve='1e-09*rate_limit*can_reset'
.param c_relax='1e-09/tau_weak'
.param fade='steepness/w_stable'
Gcell te be
+ cur='max(min(V(w),1),0)*V(te,be)/r_lrs+(1-max(min(V(w),1),0))*k_hrs*V(te,be)*sqrt(min(V(te,be)*V(te,be),1000000000000)+v_ohmic_squared)'
Ethreshold v_grow 0 vol='v_hold_own+v_span*exp((-max(V(w),0))/w_nucleus)'
Eformed formed 0 vol='1-1/(1+pow(min(max(V(w),0),1)/w_nucleus,4))'
Ggrow 0 w
+ cur='1e-09*(1-V(w))/(1/(l_nucleus*max(V(te,be),0.01)*max(V(te,be),0.01)+rate_limit*max(V(formed),0))+grow_resistance*exp(max(min((1-V(te,be)/V(v_grow))/sharpness,80),-80)))'
Gdissolve w 0 cur='c_dissolve*V(w)/(1+dissolve_ratio*exp(max(min((1+V(te,be)/v_reset)/sharpness,80),-80)))'
Grelax w 0 cur='c_relax*max(V(w),0)/(max(V(w),0)+w_nucleus)*max(V(w),0)*exp((-min(max(V(w),0)*fade,80)))'
Cw w 0 1e-09 ic='w0'
.ends ag_mos2
.subckt ag_mos2_held te be v_set=1.22 v_reset=0.98 r_lrs=519 r_hrs=1100000 w0=0 g_stable=0.00023 can_reset=1
+ v_hold=0.13 g_nucleus=2e-06 v_ohmic=0.2 v_read=0.1 sharpness=0.02 rate_grow=1 rate_nucleus=3
+ rate_dissolve=100 rate_limit=100000 tau_weak=0.002 steepness=12 w_stable_max=0.6
.param k_hrs='1/(r_hrs*sqrt(v_read*v_read+v_ohmic*v_ohmic))'
.param v_ohmic_squared='v_ohmic*v_ohmic'
Gcell te be
+ cur='max(min(w0,1),0)*V(te,be)/r_lrs+(1-max(min(w0,1),0))*k_hrs*V(te,be)*sqrt(min(V(te,be)*V(te,be),1000000000000)+v_ohmic_squared)'
.ends ag_mos2_held
.subckt cell_ag_mos2 te wl sl v_set=3.5492627502545107 v_reset=0.39177259802577763 r_lrs=57.75307957050237
+ r_hrs=28753422.971312482 g_stable=0.00031702747425609403 can_reset=1 w0=0
XM te m ag_mos2 v_set='v_set' v_reset='v_reset' r_lrs='r_lrs' r_hrs='r_hrs' g_stable='g_stable'
+ can_reset='can_reset' w0='w0'
MCELL m wl sl 0 access_nmos w=6e-05 l=6e-07
.ends cell_ag_mos2
.subckt cell_ag_mos2_held te wl sl v_set=1.5891834885293363 v_reset=0.9820559927736185 r_lrs=1024.8770612681137
+ r_hrs=1018460.3974383998 g_stable=0.00027880909820887786 can_reset=1 w0=0
XM te m ag_mos2_held v_set='v_set' v_reset='v_reset' r_lrs='r_lrs' r_hrs='r_hrs' g_stable='g_stable'
+ can_reset='can_reset' w0='w0'
MCELL m wl sl 0 access_nmos w=6e-05 l=6e-07
.ends cell_ag_mos2_held
.subckt row_0 bl0 bl_0_0 sl0 sl_0_0 wl_0 bl1 bl_0_1 sl1 sl_0_1 bl2 bl_0_2 sl2 sl_0_2 bl3 bl_0_3 sl3 sl_0_3
XCELL_0_0 bl_0_0 wl_0 sl_0_0 cell_ag_mos2 v_set='v_set_0_0' v_reset='v_reset_0_0' r_lrs='r_lrs_0_0'
+ r_hrs='r_hrs_0_0' g_stable='g_stable_0_0' can_reset='can_reset_0_0' w0='w0_0_0'
XCELL_0_1 bl_0_1 wl_0 sl_0_1 cell_ag_mos2 v_set='v_set_0_1' v_reset='v_reset_0_1' r_lrs='r_lrs_0_1'
+ r_hrs='r_hrs_0_1' g_stable='g_stable_0_1' can_reset='can_reset_0_1' w0='w0_0_1'
XCELL_0_2 bl_0_2 wl_0 sl_0_2 cell_ag_mos2 v_set='v_set_0_2' v_reset='v_reset_0_2' r_lrs='r_lrs_0_2'
+ r_hrs='r_hrs_0_2' g_stable='g_stable_0_2' can_reset='can_reset_0_2' w0='w0_0_2'
XCELL_0_3 bl_0_3 wl_0 sl_0_3 cell_ag_mos2 v_set='v_set_0_3' v_reset='v_reset_0_3' r_lrs='r_lrs_0_3'
+ r_hrs='r_hrs_0_3' g_stable='g_stable_0_3' can_reset='can_reset_0_3' w0='w0_0_3'
RBL_0_0 bl0 bl_0_0 10.5
RSL_0_0 sl0 sl_0_0 10.5
RBL_0_1 bl1 bl_0_1 10.5
RSL_0_1 sl1 sl_0_1 10.5
RBL_0_2 bl2 bl_0_2 10.5
RSL_0_2 sl2 sl_0_2 10.5
RBL_0_3 bl3 bl_0_3 10.5
RSL_0_3 sl3 sl_0_3 10.5
.ends row_0
.subckt row_1 bl_0_0 bl_1_0 sl_0_0 sl_1_0 wl_1 bl_0_1 bl_1_1 sl_0_1 sl_1_1 bl_0_2 bl_1_2 sl_0_2 sl_1_2 bl_0_3
+ bl_1_3 sl_0_3 sl_1_3
XCELL_1_0 bl_1_0 wl_1 sl_1_0 cell_ag_mos2_held v_set='v_set_1_0' v_reset='v_reset_1_0' r_lrs='r_lrs_1_0'
+ r_hrs='r_hrs_1_0' g_stable='g_stable_1_0' can_reset='can_reset_1_0' w0='w0_1_0'
XCELL_1_1 bl_1_1 wl_1 sl_1_1 cell_ag_mos2_held v_set='v_set_1_1' v_reset='v_reset_1_1' r_lrs='r_lrs_1_1'
+ r_hrs='r_hrs_1_1' g_stable='g_stable_1_1' can_reset='can_reset_1_1' w0='w0_1_1'
XCELL_1_2 bl_1_2 wl_1 sl_1_2 cell_ag_mos2_held v_set='v_set_1_2' v_reset='v_reset_1_2' r_lrs='r_lrs_1_2'
+ r_hrs='r_hrs_1_2' g_stable='g_stable_1_2' can_reset='can_reset_1_2' w0='w0_1_2'
XCELL_1_3 bl_1_3 wl_1 sl_1_3 cell_ag_mos2_held v_set='v_set_1_3' v_reset='v_reset_1_3' r_lrs='r_lrs_1_3'
+ r_hrs='r_hrs_1_3' g_stable='g_stable_1_3' can_reset='can_reset_1_3' w0='w0_1_3'
RBL_1_0 bl_0_0 bl_1_0 0.5
RSL_1_0 sl_0_0 sl_1_0 0.5
RBL_1_1 bl_0_1 bl_1_1 0.5
RSL_1_1 sl_0_1 sl_1_1 0.5
RBL_1_2 bl_0_2 bl_1_2 0.5
RSL_1_2 sl_0_2 sl_1_2 0.5
RBL_1_3 bl_0_3 bl_1_3 0.5
RSL_1_3 sl_0_3 sl_1_3 0.5
.ends row_1
.subckt row_2 bl_1_0 bl_2_0 sl_1_0 sl_2_0 wl_2 bl_1_1 bl_2_1 sl_1_1 sl_2_1 bl_1_2 bl_2_2 sl_1_2 sl_2_2 bl_1_3
+ bl_2_3 sl_1_3 sl_2_3
XCELL_2_0 bl_2_0 wl_2 sl_2_0 cell_ag_mos2_held v_set='v_set_2_0' v_reset='v_reset_2_0' r_lrs='r_lrs_2_0'
+ r_hrs='r_hrs_2_0' g_stable='g_stable_2_0' can_reset='can_reset_2_0' w0='w0_2_0'
XCELL_2_1 bl_2_1 wl_2 sl_2_1 cell_ag_mos2_held v_set='v_set_2_1' v_reset='v_reset_2_1' r_lrs='r_lrs_2_1'
+ r_hrs='r_hrs_2_1' g_stable='g_stable_2_1' can_reset='can_reset_2_1' w0='w0_2_1'
XCELL_2_2 bl_2_2 wl_2 sl_2_2 cell_ag_mos2_held v_set='v_set_2_2' v_reset='v_reset_2_2' r_lrs='r_lrs_2_2'
+ r_hrs='r_hrs_2_2' g_stable='g_stable_2_2' can_reset='can_reset_2_2' w0='w0_2_2'
XCELL_2_3 bl_2_3 wl_2 sl_2_3 cell_ag_mos2_held v_set='v_set_2_3' v_reset='v_reset_2_3' r_lrs='r_lrs_2_3'
+ r_hrs='r_hrs_2_3' g_stable='g_stable_2_3' can_reset='can_reset_2_3' w0='w0_2_3'
RBL_2_0 bl_1_0 bl_2_0 0.5
RSL_2_0 sl_1_0 sl_2_0 0.5
RBL_2_1 bl_1_1 bl_2_1 0.5
RSL_2_1 sl_1_1 sl_2_1 0.5
RBL_2_2 bl_1_2 bl_2_2 0.5
RSL_2_2 sl_1_2 sl_2_2 0.5
RBL_2_3 bl_1_3 bl_2_3 0.5
RSL_2_3 sl_1_3 sl_2_3 0.5
.ends row_2
.subckt row_3 bl_2_0 sl_2_0 wl_3 bl_2_1 sl_2_1 bl_2_2 sl_2_2 bl_2_3 sl_2_3
XCELL_3_0 bl_3_0 wl_3 sl_3_0 cell_ag_mos2_held v_set='v_set_3_0' v_reset='v_reset_3_0' r_lrs='r_lrs_3_0'
+ r_hrs='r_hrs_3_0' g_stable='g_stable_3_0' can_reset='can_reset_3_0' w0='w0_3_0'
XCELL_3_1 bl_3_1 wl_3 sl_3_1 cell_ag_mos2_held v_set='v_set_3_1' v_reset='v_reset_3_1' r_lrs='r_lrs_3_1'
+ r_hrs='r_hrs_3_1' g_stable='g_stable_3_1' can_reset='can_reset_3_1' w0='w0_3_1'
XCELL_3_2 bl_3_2 wl_3 sl_3_2 cell_ag_mos2_held v_set='v_set_3_2' v_reset='v_reset_3_2' r_lrs='r_lrs_3_2'
+ r_hrs='r_hrs_3_2' g_stable='g_stable_3_2' can_reset='can_reset_3_2' w0='w0_3_2'
XCELL_3_3 bl_3_3 wl_3 sl_3_3 cell_ag_mos2_held v_set='v_set_3_3' v_reset='v_reset_3_3' r_lrs='r_lrs_3_3'
+ r_hrs='r_hrs_3_3' g_stable='g_stable_3_3' can_reset='can_reset_3_3' w0='w0_3_3'
RBL_3_0 bl_2_0 bl_3_0 0.5
RSL_3_0 sl_2_0 sl_3_0 0.5
RBL_3_1 bl_2_1 bl_3_1 0.5
RSL_3_1 sl_2_1 sl_3_1 0.5
RBL_3_2 bl_2_2 bl_3_2 0.5
RSL_3_2 sl_2_2 sl_3_2 0.5
RBL_3_3 bl_2_3 bl_3_3 0.5
RSL_3_3 sl_2_3 sl_3_3 0.5
.ends row_3
.subckt crossbar bl0 sl0 wl_0 bl1 sl1 bl2 sl2 bl3 sl3 wl_1 wl_2 wl_3
XROW_0 bl0 bl_0_0 sl0 sl_0_0 wl_0 bl1 bl_0_1 sl1 sl_0_1 bl2 bl_0_2 sl2 sl_0_2 bl3 bl_0_3 sl3 sl_0_3 row_0
XROW_1 bl_0_0 bl_1_0 sl_0_0 sl_1_0 wl_1 bl_0_1 bl_1_1 sl_0_1 sl_1_1 bl_0_2 bl_1_2 sl_0_2 sl_1_2 bl_0_3 bl_1_3
+ sl_0_3 sl_1_3 row_1
XROW_2 bl_1_0 bl_2_0 sl_1_0 sl_2_0 wl_2 bl_1_1 bl_2_1 sl_1_1 sl_2_1 bl_1_2 bl_2_2 sl_1_2 sl_2_2 bl_1_3 bl_2_3
+ sl_1_3 sl_2_3 row_2
XROW_3 bl_2_0 sl_2_0 wl_3 bl_2_1 sl_2_1 bl_2_2 sl_2_2 bl_2_3 sl_2_3 row_3
.ends crossbar
VWL0 wl_0 0 DC 1.12
VWL1 wl_1 0 DC 0
VWL2 wl_2 0 DC 0
VWL3 wl_3 0 DC 0
VBL0 bl0 0 PULSE(0 5 0 1e-05 1e-05 0.02 0.04008)
VSL0 sl0 0 DC 0
VBL1 bl1 0 PULSE(0 5 0 1e-05 1e-05 0.02 0.04008)
VSL1 sl1 0 DC 0
VBL2 bl2 0 PULSE(0 5 0 1e-05 1e-05 0.02 0.04008)
VSL2 sl2 0 DC 0
VBL3 bl3 0 PULSE(0 5 0 1e-05 1e-05 0.02 0.04008)
VSL3 sl3 0 DC 0
XARRAY bl0 sl0 wl_0 bl1 sl1 bl2 sl2 bl3 sl3 wl_1 wl_2 wl_3 crossbar
.option reltol=1e-06 abstol=1e-15 vntol=1e-09 chgtol=1e-17 gmin=1e-12 gmindc=1e-12 method=trap trtol=1 ingold=2
+ measdgt=10 post=2 probe=1 tnom=27 delmax=0.0004
.temp 27
.probe tran v(xarray.xrow_0.xcell_0_0.xm.w) i(vsl0) v(xarray.xrow_0.xcell_0_1.xm.w) i(vsl1)
+ v(xarray.xrow_0.xcell_0_2.xm.w) i(vsl2) v(xarray.xrow_0.xcell_0_3.xm.w) i(vsl3)
.tran 0.0004 0.02003 uic
.measure tran i_vsl0 find i(vsl0) at=0.02001
.measure tran w_0_0 find v(xarray.xrow_0.xcell_0_0.xm.w) at=0.02001
.measure tran t_switch_0 when v(xarray.xrow_0.xcell_0_0.xm.w)=0.05 rise=1
.measure tran q_vsl0 integ i(vsl0) from=0 to=0.02003
.measure tran i_vsl1 find i(vsl1) at=0.02001
.measure tran w_0_1 find v(xarray.xrow_0.xcell_0_1.xm.w) at=0.02001
.measure tran t_switch_1 when v(xarray.xrow_0.xcell_0_1.xm.w)=0.05 rise=1
.measure tran q_vsl1 integ i(vsl1) from=0 to=0.02003
.measure tran i_vsl2 find i(vsl2) at=0.02001
.measure tran w_0_2 find v(xarray.xrow_0.xcell_0_2.xm.w) at=0.02001
.measure tran t_switch_2 when v(xarray.xrow_0.xcell_0_2.xm.w)=0.05 rise=1
.measure tran q_vsl2 integ i(vsl2) from=0 to=0.02003
.measure tran i_vsl3 find i(vsl3) at=0.02001
.measure tran w_0_3 find v(xarray.xrow_0.xcell_0_3.xm.w) at=0.02001
.measure tran t_switch_3 when v(xarray.xrow_0.xcell_0_3.xm.w)=0.05 rise=1
.measure tran q_vsl3 integ i(vsl3) from=0 to=0.02003
.end
