__kernel void linearGrid8Group(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *x, __global uchar *y)
{
  bool b_86, b_92;
  float f_18, f_35, f_42, f_48, f_54, f_60, f_62, f_65, f_66, f_69, f_70, f_73, f_74, f_76, f_77, f_78, f_79, f_80, f_81, f_82, f_87, f_89, f_90, f_95;
  int i_8, i_10, i_11, i_12, i_13, i_14, i_15, i_17, i_19, i_20, i_21, i_22, i_27, i_28, i_29, i_30, i_36, i_37, i_43, i_49, i_55, i_63, i_64, i_67, i_68, i_71, i_72, i_75, i_83, i_84, i_85, i_88, i_91, i_94, i_96, i_97;
  long l_23, l_24, l_25, l_31, l_32, l_33, l_38, l_39, l_40, l_44, l_45, l_46, l_50, l_51, l_52, l_56, l_57, l_58, l_98, l_99, l_100;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_7, ul_9, ul_16, ul_26, ul_34, ul_41, ul_47, ul_53, ul_59, ul_61, ul_93, ul_101;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) x;
  ul_5  =  (ulong) y;
  __local float adf_6[64];
  ul_7  =  ul_0 + 20L;
  i_8  =  *((__global int *) ul_7);
  ul_9  =  ul_0 + 24L;
  i_10  =  *((__global int *) ul_9);
  i_11  =  i_8 * i_10;
  i_12  =  get_group_id(1);
  i_13  =  i_11 * i_12;
  i_14  =  get_group_id(0);
  i_15  =  i_14 * i_11;
  ul_16  =  ul_0 + 48L;
  i_17  =  get_local_id(0);
  // BLOCK 1 MERGES [0 2 ]
  f_18  =  0.0F;
  i_19  =  i_17;
  for(;i_19 < i_11;)
  {
    // BLOCK 2
    i_20  =  *((__global int *) ul_7);
    i_21  =  *((__global int *) ul_16);
    i_22  =  i_15 + i_19;
    l_23  =  (long) i_22;
    l_24  =  l_23 + 4L;
    l_25  =  l_24 << 2;
    ul_26  =  ul_1 + l_25;
    i_27  =  *((__global int *) ul_26);
    i_28  =  i_20 * i_14;
    i_29  =  i_19 >> i_21;
    i_30  =  i_28 + i_29;
    l_31  =  (long) i_30;
    l_32  =  l_31 + 4L;
    l_33  =  l_32 << 2;
    ul_34  =  ul_3 + l_33;
    f_35  =  *((__global float *) ul_34);
    i_36  =  i_13 + i_19;
    i_37  =  i_36 << 2;
    l_38  =  (long) i_37;
    l_39  =  l_38 + 4L;
    l_40  =  l_39 << 2;
    ul_41  =  ul_4 + l_40;
    f_42  =  *((__global float *) ul_41);
    i_43  =  i_37 + 1;
    l_44  =  (long) i_43;
    l_45  =  l_44 + 4L;
    l_46  =  l_45 << 2;
    ul_47  =  ul_4 + l_46;
    f_48  =  *((__global float *) ul_47);
    i_49  =  i_37 + 2;
    l_50  =  (long) i_49;
    l_51  =  l_50 + 4L;
    l_52  =  l_51 << 2;
    ul_53  =  ul_4 + l_52;
    f_54  =  *((__global float *) ul_53);
    i_55  =  i_37 + 3;
    l_56  =  (long) i_55;
    l_57  =  l_56 + 4L;
    l_58  =  l_57 << 2;
    ul_59  =  ul_4 + l_58;
    f_60  =  *((__global float *) ul_59);
    ul_61  =  ul_2 + l_33;
    f_62  =  *((__global float *) ul_61);
    i_63  =  i_27 >> 24;
    i_64  =  i_63 & 255;
    f_65  =  (float) i_64;
    f_66  =  f_65 - f_35;
    i_67  =  i_27 >> 16;
    i_68  =  i_67 & 255;
    f_69  =  (float) i_68;
    f_70  =  f_69 - f_35;
    i_71  =  i_27 >> 8;
    i_72  =  i_71 & 255;
    f_73  =  (float) i_72;
    f_74  =  f_73 - f_35;
    i_75  =  i_27 & 255;
    f_76  =  (float) i_75;
    f_77  =  f_76 - f_35;
    f_78  =  fma(f_77, f_42, 0.0F);
    f_79  =  fma(f_74, f_48, f_78);
    f_80  =  fma(f_70, f_54, f_79);
    f_81  =  fma(f_66, f_60, f_80);
    f_82  =  fma(f_81, f_62, f_18);
    i_83  =  i_19 + 64;
    f_18  =  f_82;
    i_19  =  i_83;
  }  // B1
  // BLOCK 3
  adf_6[i_17]  =  f_18;
  // BLOCK 4 MERGES [3 8 ]
  i_84  =  32;
  for(;i_84 >= 1;)
  {
    // BLOCK 5
    barrier(CLK_LOCAL_MEM_FENCE);
    i_85  =  i_84 >> 1;
    b_86  =  i_17 < i_84;
    if(b_86)
    {
      // BLOCK 6
      f_87  =  adf_6[i_17];
      i_88  =  i_84 + i_17;
      f_89  =  adf_6[i_88];
      f_90  =  f_87 + f_89;
      adf_6[i_17]  =  f_90;
    }  // B5
    else
    {
      // BLOCK 7
    }  // B5
    // BLOCK 8 MERGES [7 6 ]
    i_91  =  i_85;
    i_84  =  i_91;
  }  // B4
  // BLOCK 9
  b_92  =  i_17 == 0;
  if(b_92)
  {
    // BLOCK 10
    ul_93  =  ul_0 + 16L;
    i_94  =  *((__global int *) ul_93);
    f_95  =  adf_6[0];
    i_96  =  i_94 * i_12;
    i_97  =  i_96 + i_14;
    l_98  =  (long) i_97;
    l_99  =  l_98 + 4L;
    l_100  =  l_99 << 2;
    ul_101  =  ul_5 + l_100;
    *((__global float *) ul_101)  =  f_95;
  }  // B9
  else
  {
    // BLOCK 11
  }  // B9
  // BLOCK 12 MERGES [11 10 ]
  return;
}  //  kernel
